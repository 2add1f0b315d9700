package dev.drover.supervisor;

/** How far the replacement of a slot's replica by a new one has come. */
enum ReplacePhase {
  /** The new one is getting ready and takes no connections; the old one serves. */
  STARTING,
  /** The new one is ready; whether it stays so is watched before it takes any. */
  HELD,
  /** Both serve; whether the new one stands it is watched. */
  BESIDE,
  /** The new one has the slot; the old one, if it is there, drains. */
  TAKEN_OVER,
  /** The old one is gone. */
  DONE,
  /** The new one did not make it; the old one is as it was. */
  FAILED;

  /** What happens meanwhile. */
  enum Event {
    NEW_READY,
    PROBATION_OVER,
    NEW_GONE,
    OLD_GONE
  }

  /**
   * The phase after the event.
   *
   * @param oldServes whether there is an old replica that takes connections
   */
  ReplacePhase next(Event event, boolean oldServes) {
    return switch (event) {
      case NEW_READY -> this == STARTING ? (oldServes ? HELD : TAKEN_OVER) : this;
      case PROBATION_OVER -> this == HELD ? BESIDE : this == BESIDE ? TAKEN_OVER : this;
      case NEW_GONE -> isUndecided() ? FAILED : this;
      // Nobody serves the slot: now is not the time to be careful.
      case OLD_GONE ->
          this == HELD || this == BESIDE ? TAKEN_OVER : this == TAKEN_OVER ? DONE : this;
    };
  }

  /** Whether the old replica may still have to stay. */
  boolean isUndecided() {
    return this == STARTING || this == HELD || this == BESIDE;
  }
}
