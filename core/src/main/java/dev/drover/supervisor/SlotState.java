package dev.drover.supervisor;

/** Where a slot's replica stands. */
public enum SlotState {
  /** No replica: not started yet, stopped, or waiting to be restarted. */
  DOWN,
  /** Spawned, not ready. */
  STARTING,
  /** Takes traffic. */
  READY,
  /** Asked to stop; finishes what is in flight. */
  DRAINING,
  /** Given up: past its restart limit. */
  FAILED,
  /** Its replica has ended, and its restart policy wants no other. */
  FINISHED;

  /** The state after the event; an event that comes too late changes nothing. */
  SlotState next(SlotEvent event) {
    return switch (event) {
      case SPAWNED -> this == DOWN ? STARTING : this;
      // A draining replica may still say that it is ready: the two messages crossed.
      case ANNOUNCED_READY -> this == STARTING ? READY : this;
      case DRAIN_ASKED -> hasReplica() ? DRAINING : this;
      case EXITED -> hasReplica() ? DOWN : this;
      case GIVEN_UP -> this == DOWN ? FAILED : this;
    };
  }

  private boolean hasReplica() {
    return this == STARTING || this == READY || this == DRAINING;
  }
}
