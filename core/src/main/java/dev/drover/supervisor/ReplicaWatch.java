package dev.drover.supervisor;

import dev.drover.config.Durations;
import dev.drover.config.HangPolicy;
import dev.drover.replica.ChannelMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the supervisor learns of one replica by its beats, and by asking it for its stacks. Confined
 * to the supervisor's context, but for {@link #stats}.
 */
final class ReplicaWatch {
  private static final long NO_TIMER = -1;

  /** A thread dump stops the JVM for as long as it has threads; this is for one that is jammed. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  private final SlotId slot;
  private final Vertx vertx;
  private final HangPolicy policy;
  private final Consumer<ChannelMessage> channel;
  private final HangDetector detector;
  private final StatsMeter meter = new StatsMeter();
  private final Map<Long, Promise<ChannelMessage.Stacks>> asked = new HashMap<>();
  private volatile ReplicaStats stats;
  private long timer = NO_TIMER;
  private long lastId;

  /**
   * @param channel to the replica, once it is connected
   */
  ReplicaWatch(SlotId slot, Vertx vertx, HangPolicy policy, Consumer<ChannelMessage> channel) {
    this.slot = slot;
    this.vertx = vertx;
    this.policy = policy;
    this.channel = channel;
    this.detector = new HangDetector(policy, now());
  }

  /** The replica is connected. */
  void connected() {
    channel.accept(new ChannelMessage.SendBeats(policy.beat()));
  }

  /**
   * The replica takes traffic: from now on it must not hang.
   *
   * @param hung called when it does, once, with what could be found out about it
   */
  void begin(long pid, Consumer<Hang> hung) {
    detector.check(now());
    timer = vertx.setPeriodic(policy.beat().toMillis(), id -> check(pid, hung));
  }

  /** It is leaving or gone: nobody cares any more whether it hangs. */
  void end() {
    vertx.cancelTimer(timer);
    timer = NO_TIMER;
  }

  /** It is gone, and answers nothing any more. */
  void gone() {
    end();
    List.copyOf(asked.values()).forEach(each -> each.tryFail("it has ended"));
  }

  /**
   * @return what it says of the replica
   */
  ReplicaStats heard(ChannelMessage.Beat beat) {
    detector.heard(beat);
    stats = meter.heard(beat);
    return stats;
  }

  void heard(ChannelMessage.Stacks stacks) {
    Promise<ChannelMessage.Stacks> waiting = asked.get(stacks.id());
    if (waiting != null) {
      waiting.tryComplete(stacks);
    }
  }

  /** By its last beat; null before the first. May be called on any thread. */
  ReplicaStats stats() {
    return stats;
  }

  /**
   * What its threads do; it must be connected.
   *
   * @param threads names of event-loop threads to report on one by one
   * @return fails when there is no answer in time, with a text that continues "the replica"
   */
  private Future<ChannelMessage.Stacks> askStacks(List<String> threads) {
    long id = ++lastId;
    Promise<ChannelMessage.Stacks> answer = Promise.promise();
    asked.put(id, answer);
    channel.accept(new ChannelMessage.AskStacks(id, threads));
    long limit =
        vertx.setTimer(
            ANSWER_LIMIT.toMillis(),
            late -> answer.tryFail("did not answer within " + Durations.format(ANSWER_LIMIT)));
    return answer
        .future()
        .onComplete(
            over -> {
              asked.remove(id);
              vertx.cancelTimer(limit);
            });
  }

  /** What all its threads do; it must be connected. */
  Future<String> threadDump() {
    return askStacks(List.of())
        .map(ChannelMessage.Stacks::dump)
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        "the replica of %s %s".formatted(slot, failure.getMessage()))));
  }

  private void check(long pid, Consumer<Hang> hung) {
    detector
        .check(now())
        .ifPresent(
            hang -> {
              end();
              report(pid, hang).onSuccess(hung::accept);
            });
  }

  /** Never fails: a replica that cannot tell what it does is hung all the same. */
  private Future<Hang> report(long pid, Hang hang) {
    if (hang.kind() == Hang.Kind.SILENT) {
      return Future.succeededFuture(hang);
    }
    HangReport report = new HangReport(vertx, policy);
    return askStacks(detector.blocked())
        .compose(stacks -> report.of(slot, pid, hang, stacks))
        .otherwise(hang);
  }

  private static Duration now() {
    return Duration.ofNanos(System.nanoTime());
  }
}
