package dev.drover.control;

import dev.drover.control.ControlException.Code;
import dev.drover.supervisor.ReplicaExit;
import dev.drover.supervisor.ServiceStatus;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.SlotState;
import dev.drover.supervisor.SlotStatus;
import dev.drover.supervisor.StopReason;
import dev.drover.supervisor.Supervisor;
import dev.drover.supervisor.SupervisorListener;
import dev.drover.supervisor.SupervisorStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which replica speaks on the event bus for clients, and who must know when one comes or goes. */
final class BusRoutes implements SupervisorListener {
  private final Supervisor supervisor;
  private final Set<BusListening> listenings = ConcurrentHashMap.newKeySet();

  BusRoutes(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  /**
   * A slot that is ready.
   *
   * @param via of that service, or that slot; null for any
   * @throws ControlException {@link Code#NOT_FOUND} when there is none of that name, {@link
   *     Code#REFUSED} when none of those is ready
   */
  SlotId choose(String via) {
    SupervisorStatus status = supervisor.status();
    return candidates(status, via).stream()
        .filter(slot -> slot.state() == SlotState.READY)
        .map(SlotStatus::id)
        .findFirst()
        .orElseThrow(() -> noneReady(status, via));
  }

  private static List<SlotStatus> candidates(SupervisorStatus status, String via) {
    if (via == null) {
      return status.slots();
    }
    return via.contains("#")
        ? List.of(Operations.slot(status, via))
        : Operations.service(status, via).slots();
  }

  private static ControlException noneReady(SupervisorStatus status, String via) {
    String what = via == null ? status.name() : via;
    boolean starting = status.services().stream().map(ServiceStatus::slots).allMatch(List::isEmpty);
    return new ControlException(
        Code.REFUSED,
        starting
            ? "no replica of %s is ready yet; ask again when it is up".formatted(what)
            : "no replica of %s is ready, through which the event bus could be reached; see drover status"
                .formatted(what));
  }

  void join(BusListening listening) {
    listenings.add(listening);
  }

  void leave(BusListening listening) {
    listenings.remove(listening);
  }

  @Override
  public void replicaReady(SlotId slot, long pid, int instances, Duration took) {
    listenings.forEach(BusListening::oneIsReady);
  }

  /** What it says of itself is only then true. */
  @Override
  public void replicaReplaced(SlotId slot, long oldPid, long newPid, int generation) {
    listenings.forEach(BusListening::oneIsReady);
  }

  @Override
  public void replicaDraining(SlotId slot, long pid, StopReason reason) {
    listenings.forEach(listening -> listening.leaves(pid));
  }

  @Override
  public void replicaExited(SlotId slot, long pid, boolean wanted, ReplicaExit exit) {
    listenings.forEach(listening -> listening.leaves(pid));
  }
}
