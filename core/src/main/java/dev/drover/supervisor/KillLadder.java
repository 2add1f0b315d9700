package dev.drover.supervisor;

import dev.drover.config.StopPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Ends one replica; the only place that does. Asks over the channel, or by SIGTERM where there is
 * none; sends SIGTERM half-way between the drain time and the grace time, and SIGKILL at the end.
 */
final class KillLadder {
  private final Vertx vertx;
  private final Future<ReplicaProcess> process;
  private final StopPolicy policy;
  private final List<Long> timers = new ArrayList<>();

  KillLadder(Vertx vertx, Future<ReplicaProcess> process, StopPolicy policy) {
    this.vertx = vertx;
    this.process = process;
    this.policy = policy;
  }

  /**
   * Starts at the lowest step.
   *
   * @param ask sends the drain message; false when there is no channel to send it on
   */
  void climb(BooleanSupplier ask) {
    if (!ask.getAsBoolean()) {
      terminate();
    }
    Duration rest = policy.grace().minus(policy.drain());
    later(policy.drain().plus(rest.dividedBy(2)), this::terminate);
    later(policy.grace(), this::kill);
  }

  /** The highest step, at once. */
  void kill() {
    process.onSuccess(ReplicaProcess::kill);
  }

  /** The replica is gone. */
  void stepDown() {
    timers.forEach(vertx::cancelTimer);
  }

  private void terminate() {
    process.onSuccess(ReplicaProcess::terminate);
  }

  private void later(Duration delay, Runnable step) {
    timers.add(vertx.setTimer(Math.max(1, delay.toMillis()), id -> step.run()));
  }
}
