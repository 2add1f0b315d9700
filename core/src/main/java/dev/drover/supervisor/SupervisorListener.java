package dev.drover.supervisor;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Told what happens to the replicas. Every method but {@link #output} is called on the supervisor's
 * Vert.x context and must not block.
 */
public interface SupervisorListener {

  /** Which of a replica's streams a line was written to. */
  enum Stream {
    STDOUT,
    STDERR
  }

  default void replicaStarting(SlotId slot, long pid) {}

  default void replicaReady(SlotId slot, long pid, int instances, Duration took) {}

  /** The application in the replica did not start. The replica exits by itself after this. */
  default void replicaStartFailed(SlotId slot, long pid, List<String> cause) {}

  /**
   * @param reason why it was asked to stop
   */
  default void replicaDraining(SlotId slot, long pid, StopReason reason) {}

  /**
   * @param wanted whether it had been asked to stop
   */
  default void replicaExited(SlotId slot, long pid, boolean wanted, ReplicaExit exit) {}

  /**
   * The application in a replica has sent a message.
   *
   * @param message a JSON value: {@code JsonObject}, {@code JsonArray}, string, number, boolean or
   *     null
   */
  default void replicaMessage(SlotId slot, long pid, Object message) {}

  /**
   * A replica tells how it is, at the interval of {@link dev.drover.config.HangPolicy#beat}, from
   * its start on.
   */
  default void replicaStats(SlotId slot, long pid, ReplicaStats stats) {}

  /** A replica hangs, by {@link dev.drover.config.HangPolicy}; it is replaced after this. */
  default void replicaHung(SlotId slot, long pid, Hang hang) {}

  /**
   * A replica has served long enough, by {@link dev.drover.config.RecyclePolicy}, and is being
   * replaced; {@link #replicaReplaced} or {@link #recycleFailed} follows, unless the service is
   * stopped.
   *
   * @param why one line for people, such as "takes 612 MiB of memory"
   */
  default void replicaRecycling(SlotId slot, long pid, String why) {}

  /**
   * The new replica failed; the old one serves on.
   *
   * @param why one line for people, about the new replica
   * @param pause for how long it is not tried again
   * @param lastOutput of the new replica
   */
  default void recycleFailed(SlotId slot, String why, Duration pause, List<String> lastOutput) {}

  /**
   * A replica was due to be recycled so soon that its limits are none that a replica can keep; it
   * has been replaced.
   *
   * @param served since it got ready, until it was due
   * @param pause for how long the new one is left alone
   */
  default void recyclePaused(SlotId slot, Duration served, Duration pause) {}

  /** A new replica will be started in the slot after {@code delay}. */
  default void replicaRestarting(SlotId slot, Duration delay, int restarts) {}

  /**
   * A new replica has the slot; the old one is asked to leave next.
   *
   * @param oldPid -1 when there was none
   */
  default void replicaReplaced(SlotId slot, long oldPid, long newPid, int generation) {}

  /** The replicas of a service are being replaced; {@link #reloadFinished} ends it. */
  default void reloadStarted(String service, int generation, int slots) {}

  /**
   * A new replica of this slot failed; what was replaced before goes back to the old generation.
   *
   * @param why one line for people
   */
  default void reloadRolledBack(String service, int generation, SlotId slot, String why) {}

  /**
   * @param succeeded whether every slot has been replaced
   */
  default void reloadFinished(ReloadResult result, boolean succeeded) {}

  /**
   * Another number of replicas is wanted.
   *
   * @param from how many were wanted before
   */
  default void scaling(String service, int from, int to) {}

  /**
   * A replica has another number of instances of the verticle.
   *
   * @param eventLoops how many they share
   * @param cut connections that were not drained in time
   */
  default void instancesChanged(SlotId slot, long pid, int instances, int eventLoops, int cut) {}

  /** The slot is past its restart limit and given up; the others keep serving. */
  default void slotFailed(SlotId slot, String why, List<String> lastOutput) {}

  /** The slot's replica has ended, and the restart policy wants no other. */
  default void slotFinished(SlotId slot, ReplicaExit exit) {}

  /** A service is stopped because another is out, until that is ready again. */
  default void serviceHeld(String service, String because) {}

  /** A service did not start, or has no slot left that is not given up; others keep serving. */
  default void serviceFailed(String service, Throwable cause) {}

  default void portBound(InetSocketAddress address) {}

  default void portReleased(InetSocketAddress address) {}

  /** A replica's listen() failed; one line that names the address and, if known, its holder. */
  default void portFailed(SlotId slot, String message) {}

  /**
   * A whole line a replica wrote, without its line end; one of more than 64 KiB comes in pieces.
   * Called on one thread of the stream's own at a time, in order: blocking here slows the replica's
   * writing, and nothing else. Lines that were not taken within a second of the replica's end come
   * after {@link #replicaExited}.
   */
  default void output(SlotId slot, Stream stream, String line) {}
}
