package dev.drover.supervisor;

import dev.drover.config.ServiceConfig;
import dev.drover.config.StopPolicy;
import dev.drover.replica.ChannelMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Function;

/** A replica's process and channel, from the moment it is spawned to its end. */
final class ReplicaHandle {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String token = newToken();
  private final long spawnedAt = System.nanoTime();
  private final StopPolicy policy;
  private final Future<ReplicaProcess> process;
  private final KillLadder ladder;
  private final ReplicaWatch watch;
  private final BusCalls busCalls;
  private final LiveInstances instances;
  private ReplicaLink link;
  private boolean draining;
  private String endedBecause;

  /** Spawns; {@code spawn} is given the token. */
  ReplicaHandle(
      SlotId id,
      Vertx vertx,
      ServiceConfig config,
      Function<String, Future<ReplicaProcess>> spawn) {
    this.policy = config.stop();
    this.process = spawn.apply(token);
    this.ladder = new KillLadder(vertx, process, policy);
    this.watch = new ReplicaWatch(id, vertx, config.hang(), this::send);
    this.busCalls = new BusCalls(id, this::pid, this::send);
    this.instances = new LiveInstances(id, vertx, this::send);
  }

  Future<ReplicaProcess> process() {
    return process;
  }

  /** Its pid, or -1 as long as it has none. */
  long pid() {
    return process.succeeded() ? process.result().pid() : -1;
  }

  /** By {@link System#nanoTime}. */
  long spawnedAt() {
    return spawnedAt;
  }

  boolean isExpected(ChannelMessage.Hello hello) {
    return link == null && token.equals(hello.token());
  }

  /**
   * Tells it what to run, unless it has been asked to stop before it could connect.
   *
   * @param start what that is
   */
  void connected(ReplicaLink newLink, ChannelMessage.Start start) {
    link = newLink;
    send(draining ? new ChannelMessage.Drain(StopReason.SHUTDOWN.name(), policy) : start);
    watch.connected();
  }

  LiveInstances instances() {
    return instances;
  }

  ReplicaWatch watch() {
    return watch;
  }

  BusCalls busCalls() {
    return busCalls;
  }

  void send(ChannelMessage message) {
    link.send(message);
  }

  /**
   * @param line with its line end
   */
  Future<Void> write(String line) {
    return link.write(line);
  }

  boolean isConnected() {
    return link != null;
  }

  /** Asks it to stop, and forces it within the grace time. The first time counts. */
  void drain(StopReason reason) {
    if (!draining) {
      draining = true;
      watch.end();
      ladder.climb(() -> askToDrain(reason));
    }
  }

  void kill() {
    ladder.kill();
  }

  boolean isDraining() {
    return draining;
  }

  void because(String reason) {
    endedBecause = reason;
  }

  /** To be told when it is gone; says how it ended, and why if it was ended. */
  ReplicaExit ended(ReplicaExit how) {
    watch.gone();
    busCalls.gone();
    instances.gone();
    ladder.stepDown();
    return how.because(endedBecause);
  }

  private boolean askToDrain(StopReason reason) {
    if (link == null) {
      return false;
    }
    send(new ChannelMessage.Drain(reason.name(), policyFor(reason)));
    return true;
  }

  /** Where others serve on the port, new connections are theirs at once. */
  private StopPolicy policyFor(StopReason reason) {
    return reason == StopReason.SHUTDOWN ? policy : policy.withLameDuck(Duration.ZERO);
  }

  private static String newToken() {
    byte[] token = new byte[16];
    RANDOM.nextBytes(token);
    return HexFormat.of().formatHex(token);
  }
}
