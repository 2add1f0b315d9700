package dev.drover.supervisor;

import dev.drover.supervisor.ReloadException.Reason;
import dev.drover.supervisor.ReplacePhase.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;

/**
 * The replacement of a slot's replica by a new one: decides by {@link ReplacePhase} what the slot
 * is to do next. Confined to the supervisor's context.
 */
final class Replacement {

  /** What a slot does for it. */
  interface Steps {
    /** The new one takes connections too. */
    void open();

    /** The new one has the slot; the old one is to drain. True when there is none. */
    boolean takeOver();
  }

  private final SlotTools tools;
  private final Duration probation;
  private final Steps steps;
  private final Promise<Void> done = Promise.promise();
  private ReplacePhase phase = ReplacePhase.STARTING;
  private ReplicaFailure givenUp;

  /**
   * @param probation how long the new one is watched, once before it takes connections and once
   *     beside the old one
   */
  Replacement(SlotTools tools, Duration probation, Steps steps) {
    this.tools = tools;
    this.probation = probation;
    this.steps = steps;
  }

  /**
   * Completes when the old replica is gone; fails with a {@link ReplicaFailure.Thrown} when the new
   * one is, and the old one is as it was.
   */
  Future<Void> done() {
    return done.future();
  }

  boolean isUndecided() {
    return phase.isUndecided();
  }

  /**
   * Something has happened.
   *
   * @param oldServes whether there is an old replica that takes connections
   */
  void on(Event event, boolean oldServes) {
    ReplacePhase before = phase;
    phase = phase.next(event, oldServes);
    if (phase == before) {
      return;
    }
    switch (phase) {
      case STARTING, FAILED -> {}
      case HELD -> watch();
      case BESIDE -> {
        steps.open();
        watch();
      }
      case TAKEN_OVER -> {
        steps.open();
        if (steps.takeOver()) {
          on(Event.OLD_GONE, false);
        }
      }
      case DONE -> done.tryComplete();
    }
  }

  private void watch() {
    ReplacePhase watched = phase;
    tools.after(
        probation,
        () -> {
          if (phase == watched) {
            on(Event.PROBATION_OVER, true);
          }
        });
  }

  /** Whoever ends the new one says why. */
  void giveUp(Reason reason, String why) {
    if (givenUp == null) {
      givenUp = new ReplicaFailure(reason, why, List.of());
    }
  }

  /** The new one is gone, and all that followed from that is settled. */
  void fail(ReplicaFailure failure) {
    done.tryFail(new ReplicaFailure.Thrown(givenUp == null ? failure : givenUp));
  }
}
