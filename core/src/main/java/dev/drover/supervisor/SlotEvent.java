package dev.drover.supervisor;

/** What happens to a slot. */
enum SlotEvent {
  /** A replica is being spawned. */
  SPAWNED,
  /** It said that it takes traffic. */
  ANNOUNCED_READY,
  /** It was asked to stop. */
  DRAIN_ASKED,
  /** It is gone. */
  EXITED,
  /** It will not be restarted again. */
  GIVEN_UP
}
