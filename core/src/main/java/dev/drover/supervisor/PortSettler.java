package dev.drover.supervisor;

import dev.drover.socket.SharedPorts;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Lets the ports know that a replica listens on all it will listen on: some time after it got
 * ready, because a main method is ready with the first of its servers, and because what a replica
 * says to the ports and what it says to the supervisor may overtake each other. The same after the
 * end of one that it has replaced.
 *
 * @param service whose replicas these are
 * @param ports null when they are closed
 * @param slots by number; null where there is none any more
 */
record PortSettler(
    Vertx vertx, String service, Supplier<SharedPorts> ports, IntFunction<Slot> slots)
    implements SupervisorListener {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Override
  public void replicaReady(SlotId slot, long pid, int instances, Duration took) {
    settleLater(slot, pid);
  }

  @Override
  public void replicaExited(SlotId slot, long pid, boolean wanted, ReplicaExit exit) {
    settleLater(slot, -1);
  }

  /**
   * @param pid -1 for that of whoever serves the slot then
   */
  private void settleLater(SlotId slot, long pid) {
    if (slot.service().equals(service)) {
      vertx.setTimer(PATIENCE.toMillis(), id -> settle(slot.number(), pid));
    }
  }

  private void settle(int number, long pid) {
    Slot slot = slots.apply(number);
    SharedPorts open = ports.get();
    if (slot == null || open == null) {
      return;
    }
    SlotStatus now = slot.status();
    boolean meant = pid == -1 || now.pid() == pid;
    if (meant && now.state() == SlotState.READY) {
      open.settled(number, now.pid());
    }
  }
}
