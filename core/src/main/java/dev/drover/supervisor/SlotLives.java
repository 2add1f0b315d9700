package dev.drover.supervisor;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The replicas of one slot and the part of each: one serves, one may be about to take its place,
 * and those that were replaced leave. It starts them and knows who is who; what else is to be done
 * with them is the slot's matter. Confined to the supervisor's context.
 */
final class SlotLives {

  /** What a replica is to its slot. */
  enum Part {
    SERVING,
    NEXT,
    LEAVING
  }

  private final SlotId id;
  private final SlotTools tools;
  private final Life.Owner owner;
  private final LastLines lastLines = new LastLines();
  private final List<Life> leaving = new ArrayList<>();
  private Life serving;
  private Life next;
  private ReplicaExit lastExit;
  private Duration lastServed = Duration.ZERO;

  /**
   * @param owner the slot
   */
  SlotLives(SlotId id, SlotTools tools, Life.Owner owner) {
    this.id = id;
    this.tools = tools;
    this.owner = owner;
  }

  /** The one that has the slot, ready or not; null for none. */
  Life serving() {
    return serving;
  }

  /** The one that is to take its place; null for none. */
  Life next() {
    return next;
  }

  /** Starts one that has the slot, which nobody has. */
  void startServing(Launch launch) {
    serving = new Life(id, launch, false, tools, owner);
    serving.start(lastLines);
  }

  /** Starts one that is to take the place of the one that serves, if there is any. */
  void startNext(Launch launch) {
    next = new Life(id, launch, true, tools, owner);
    next.start(lastLines);
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
    lastExit = gone.exit();
    if (gone == serving) {
      serving = null;
      lastServed = gone.age();
      return Part.SERVING;
    }
    if (leaving.remove(gone)) {
      return Part.LEAVING;
    }
    next = null;
    return Part.NEXT;
  }

  /** How the last one ended; null before. */
  ReplicaExit lastExit() {
    return lastExit;
  }

  /** How long the last one that ended while it had the slot was alive. */
  Duration lastServed() {
    return lastServed;
  }

  /** What the last ones have written, the oldest line first. */
  List<String> lastLines() {
    return lastLines.snapshot();
  }

  /** The one that has the slot, if it can be spoken to. */
  Future<Life> connected() {
    return serving != null && serving.isConnected()
        ? Future.succeededFuture(serving)
        : Future.failedFuture(new IllegalStateException("no replica of " + id + " is connected"));
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
