package dev.drover.health;

import dev.drover.supervisor.Hang;
import dev.drover.supervisor.ReloadResult;
import dev.drover.supervisor.ReplicaExit;
import dev.drover.supervisor.ReplicaStats;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.StopReason;
import dev.drover.supervisor.SupervisorListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens, so that it can be told at any time. Any thread. */
final class Counts implements SupervisorListener {
  /** Long enough to decide by, short enough to notice a burst. */
  private static final Duration WINDOW = Duration.ofSeconds(15);

  private final Map<SlotId, SlotCounts> slots = new ConcurrentHashMap<>();
  private final Map<Long, ReplicaProgress> replicas = new ConcurrentHashMap<>();
  private final Map<Long, Ending> ending = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> reloads = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> rollbacks = new ConcurrentHashMap<>();

  private record Ending(SlotId slot, ExitCause cause) {}

  SlotCounts of(SlotId slot) {
    return slots.computeIfAbsent(slot, first -> new SlotCounts());
  }

  /**
   * @param pid of a replica
   * @return as {@link ReplicaProgress#utilization}; 0 when there is none
   */
  double utilization(long pid) {
    ReplicaProgress progress = replicas.get(pid);
    return progress == null ? 0 : progress.utilization();
  }

  /** That replaced all replicas of a service. */
  long reloads(String service) {
    return sum(reloads, service);
  }

  /** That replaced none in the end. */
  long rollbacks(String service) {
    return sum(rollbacks, service);
  }

  private static long sum(Map<String, LongAdder> counters, String service) {
    LongAdder counter = counters.get(service);
    return counter == null ? 0 : counter.sum();
  }

  @Override
  public void replicaStarting(SlotId slot, long pid) {
    replicas.put(pid, new ReplicaProgress(WINDOW));
  }

  @Override
  public void replicaStats(SlotId slot, long pid, ReplicaStats stats) {
    ReplicaProgress progress = replicas.get(pid);
    // The last word of one that is gone may come late.
    if (progress != null) {
      progress.heard(stats.vitals(), of(slot));
    }
  }

  @Override
  public void replicaStartFailed(SlotId slot, long pid, List<String> cause) {
    ends(slot, pid, ExitCause.NOT_READY);
  }

  @Override
  public void replicaHung(SlotId slot, long pid, Hang hang) {
    of(slot).hangs.increment();
    ends(slot, pid, ExitCause.HANG);
  }

  @Override
  public void replicaRecycling(SlotId slot, long pid, String why) {
    ends(slot, pid, ExitCause.RECYCLE);
  }

  /** It serves on. */
  @Override
  public void recycleFailed(SlotId slot, String why, Duration pause, List<String> lastOutput) {
    ending.values().remove(new Ending(slot, ExitCause.RECYCLE));
  }

  @Override
  public void replicaDraining(SlotId slot, long pid, StopReason reason) {
    // One that is replaced because it hung, or is recycled, leaves as by a reload.
    ends(slot, pid, ExitCause.of(reason));
  }

  @Override
  public void replicaExited(SlotId slot, long pid, boolean wanted, ReplicaExit exit) {
    Ending known = ending.remove(pid);
    of(slot).exited(known == null ? ExitCause.of(exit) : known.cause());
    replicas.remove(pid);
  }

  /** What is known first counts. */
  private void ends(SlotId slot, long pid, ExitCause cause) {
    ending.putIfAbsent(pid, new Ending(slot, cause));
  }

  @Override
  public void reloadFinished(ReloadResult result, boolean succeeded) {
    (succeeded ? reloads : rollbacks)
        .computeIfAbsent(result.service(), first -> new LongAdder())
        .increment();
  }
}
