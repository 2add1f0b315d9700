package dev.drover.supervisor;

import dev.drover.supervisor.ReloadResult.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which slots of a reload are due. Forward as long as nothing fails, so many at a time; after the
 * first failure nothing new begins, and slots that were replaced before go back the same way: a
 * service whose replicas do not all run the same code is worse than one that runs the old. A slot
 * that cannot go back keeps what it has. Pure; a plan never changes.
 */
final class ReloadPlan {

  /** Where a slot is. */
  enum Step {
    WAITING,
    REPLACING,
    REPLACED,
    UNTOUCHED,
    GOING_BACK,
    ROLLED_BACK,
    NOT_ROLLED_BACK;

    private boolean isUnderWay() {
      return this == REPLACING || this == GOING_BACK;
    }
  }

  private final int parallel;
  private final boolean forward;
  private final List<Step> steps;

  private ReloadPlan(int parallel, boolean forward, List<Step> steps) {
    this.parallel = parallel;
    this.forward = forward;
    this.steps = steps;
  }

  static ReloadPlan of(int slots, int parallel) {
    return new ReloadPlan(parallel, true, Collections.nCopies(slots, Step.WAITING));
  }

  /** The slots, from 0, to begin with now. */
  List<Integer> due() {
    Step wanted = forward ? Step.WAITING : Step.REPLACED;
    long underWay = steps.stream().filter(Step::isUnderWay).count();
    return IntStream.range(0, steps.size())
        .filter(slot -> steps.get(slot) == wanted)
        .limit(Math.max(0, parallel - underWay))
        .boxed()
        .toList();
  }

  /** A due slot was begun with. */
  ReloadPlan begun(int slot) {
    return with(slot, forward ? Step.REPLACING : Step.GOING_BACK, forward);
  }

  /** A slot that was begun with has its new replica: of the new code on the way forward. */
  ReloadPlan done(int slot) {
    boolean goingBack = steps.get(slot) == Step.GOING_BACK;
    return with(slot, goingBack ? Step.ROLLED_BACK : Step.REPLACED, forward);
  }

  /**
   * A slot that was begun with keeps the replica that it had.
   *
   * @param tookOver whether the new one had taken its place before it failed, so that it has to go
   *     back
   */
  ReloadPlan failed(int slot, boolean tookOver) {
    boolean goingBack = steps.get(slot) == Step.GOING_BACK;
    Step step = goingBack ? Step.NOT_ROLLED_BACK : tookOver ? Step.REPLACED : Step.UNTOUCHED;
    return with(slot, step, false);
  }

  boolean isForward() {
    return forward;
  }

  /** Nothing is under way. */
  boolean isQuiet() {
    return steps.stream().noneMatch(Step::isUnderWay);
  }

  List<Outcome> outcomes() {
    return steps.stream().map(ReloadPlan::outcome).toList();
  }

  private static Outcome outcome(Step step) {
    return switch (step) {
      case REPLACED -> Outcome.REPLACED;
      case WAITING, REPLACING, UNTOUCHED -> Outcome.UNTOUCHED;
      case ROLLED_BACK -> Outcome.ROLLED_BACK;
      case GOING_BACK, NOT_ROLLED_BACK -> Outcome.NOT_ROLLED_BACK;
    };
  }

  private ReloadPlan with(int slot, Step step, boolean newForward) {
    List<Step> changed = new ArrayList<>(steps);
    changed.set(slot, step);
    return new ReloadPlan(parallel, newForward, List.copyOf(changed));
  }
}
