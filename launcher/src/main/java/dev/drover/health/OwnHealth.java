package dev.drover.health;

import dev.drover.config.HangPolicy;
import dev.drover.replica.ChannelMessage.Beat;
import dev.drover.replica.OwnBeats;
import dev.drover.socket.ServerSockets;
import dev.drover.supervisor.ReplicaStats;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.SlotState;
import dev.drover.supervisor.SlotStatus;
import dev.drover.supervisor.StatsMeter;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The health of an application that runs in the launcher's own JVM. */
public final class OwnHealth extends HealthSource {

  /**
   * Where the application stands.
   *
   * @param state {@link SlotState#STARTING}, {@link SlotState#READY} or {@link SlotState#DRAINING}
   * @param why one line for people when it is ready and takes no traffic all the same, or has not
   *     started; else null
   */
  public record Standing(SlotState state, String why) {}

  private final SlotId slot;
  private final HangPolicy policy;
  private final Supplier<Standing> standing;
  private final OwnBeats beats;
  private final StatsMeter meter = new StatsMeter();
  private final long began = System.nanoTime();
  private Beat beat;
  private ReplicaStats stats;

  /**
   * @param policy says when an event loop is blocked
   * @param standing asked at any time
   */
  public OwnHealth(
      String service, HangPolicy policy, ServerSockets sockets, Supplier<Standing> standing) {
    this.slot = new SlotId(service, 0);
    this.policy = policy;
    this.standing = standing;
    this.beats = new OwnBeats(sockets, HealthEndpoint.BEAT);
    counts().replicaStarting(slot, pid());
    beat();
  }

  /**
   * Whether it is a member of its cluster, if it is to be in one.
   *
   * @param vertx null where nothing is known of it: true
   */
  public static boolean isJoined(Vertx vertx) {
    return !(vertx instanceof VertxInternal own)
        || own.clusterManager() == null
        || own.clusterManager().isActive();
  }

  @Override
  void beat() {
    beat = beats.next();
    stats = meter.heard(beat);
    counts().replicaStats(slot, pid(), stats);
  }

  @Override
  Verdict live() {
    boolean checked = policy.check() && !beat.debugged();
    return LoopVerdict.of(beat.loops(), checked ? policy.after() : null);
  }

  @Override
  Verdict ready() {
    Standing now = standing.get();
    Verdict live = live();
    String why = live.yes() ? now.why() : live.details().getString("why");
    Verdict verdict =
        switch (now.state()) {
          case READY -> why == null ? Verdict.yes(READY) : Verdict.no(READY, why);
          case DRAINING -> Verdict.no(READY, "draining");
          case STARTING, DOWN, FAILED, FINISHED -> Verdict.no(READY, why);
        };
    return verdict.with("service", slot.service()).with("connections", stats.connections());
  }

  @Override
  List<SlotStatus> slots() {
    Duration uptime = Duration.ofNanos(System.nanoTime() - began);
    SlotState state = standing.get().state();
    return List.of(new SlotStatus(slot, state, pid(), uptime, 0, null, 1, -1, stats, 0));
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }
}
