package dev.drover.supervisor;

import dev.drover.socket.SharedPorts;
import java.time.Duration;

/** Lets the ports know that a replica listens on all it will listen on. */
record SettledPorts(SharedPorts ports) implements SupervisorListener {
  @Override
  public void replicaReady(SlotId slot, long pid, int instances, Duration took) {
    ports.settled(slot.number());
  }
}
