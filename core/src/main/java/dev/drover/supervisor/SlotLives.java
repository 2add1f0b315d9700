package dev.drover.supervisor;

import java.util.ArrayList;
import java.util.List;

/**
 * The replicas of one slot and the part of each: one serves, one may be about to take its place,
 * and those that were replaced leave. It only knows who is who; what is to be done with them is the
 * slot's matter. Confined to the supervisor's context.
 */
final class SlotLives {

  /** What a replica is to its slot. */
  enum Part {
    SERVING,
    NEXT,
    LEAVING
  }

  private final List<Life> leaving = new ArrayList<>();
  private Life serving;
  private Life next;

  /** The one that has the slot, ready or not; null for none. */
  Life serving() {
    return serving;
  }

  /** The one that is to take its place; null for none. */
  Life next() {
    return next;
  }

  /** It has the slot, which nobody has. */
  void serve(Life life) {
    serving = life;
  }

  /** It is to take the place of the one that serves, if there is any. */
  void prepare(Life life) {
    next = life;
  }

  /**
   * The next one serves, and who did leaves.
   *
   * @return who leaves; null for nobody
   */
  Life takeOver() {
    Life old = serving;
    serving = next;
    next = null;
    if (old != null) {
      leaving.add(old);
    }
    return old;
  }

  /**
   * It has ended.
   *
   * @return what it was
   */
  Part remove(Life gone) {
    if (gone == serving) {
      serving = null;
      return Part.SERVING;
    }
    if (leaving.remove(gone)) {
      return Part.LEAVING;
    }
    next = null;
    return Part.NEXT;
  }

  /** Whether one has the slot, and is ready. */
  boolean isReady() {
    return serving != null && serving.state() == SlotState.READY;
  }

  boolean isEmpty() {
    return all().isEmpty();
  }

  /** Every one that has not ended. */
  List<Life> all() {
    List<Life> all = new ArrayList<>(leaving);
    if (serving != null) {
      all.add(serving);
    }
    if (next != null) {
      all.add(next);
    }
    return all;
  }
}
