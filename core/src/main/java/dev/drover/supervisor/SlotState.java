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
  FAILED
}
