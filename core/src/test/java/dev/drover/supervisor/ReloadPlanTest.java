package dev.drover.supervisor;

import static dev.drover.supervisor.ReloadResult.Outcome.NOT_ROLLED_BACK;
import static dev.drover.supervisor.ReloadResult.Outcome.REPLACED;
import static dev.drover.supervisor.ReloadResult.Outcome.ROLLED_BACK;
import static dev.drover.supervisor.ReloadResult.Outcome.UNTOUCHED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReloadPlanTest {

  @Test
  void slotsAreReplacedOneAfterTheOther() {
    ReloadPlan plan = ReloadPlan.of(3, 1);
    for (int slot = 0; slot < 3; slot++) {
      assertThat(plan.due()).containsExactly(slot);
      plan = plan.begun(slot);
      assertThat(plan.due()).isEmpty();
      assertThat(plan.isQuiet()).isFalse();
      plan = plan.done(slot);
    }
    assertThat(plan.due()).isEmpty();
    assertThat(plan.isQuiet()).isTrue();
    assertThat(plan.outcomes()).containsOnly(REPLACED);
  }

  @Test
  void soManyAsWasAskedForAreReplacedAtATime() {
    ReloadPlan plan = ReloadPlan.of(5, 2);
    assertThat(plan.due()).containsExactly(0, 1);
    plan = plan.begun(0).begun(1);
    assertThat(plan.due()).isEmpty();
    plan = plan.done(1);
    assertThat(plan.due()).containsExactly(2);
  }

  @Test
  void afterAFailureNothingNewBeginsAndWhatWasReplacedGoesBack() {
    ReloadPlan plan = ReloadPlan.of(4, 1).begun(0).done(0).begun(1).done(1).begun(2);
    plan = plan.failed(2, false);
    assertThat(plan.isForward()).isFalse();
    assertThat(plan.due()).containsExactly(0);
    plan = plan.begun(0).done(0);
    assertThat(plan.due()).containsExactly(1);
    plan = plan.begun(1).done(1);
    assertThat(plan.due()).isEmpty();
    assertThat(plan.outcomes()).containsExactly(ROLLED_BACK, ROLLED_BACK, UNTOUCHED, UNTOUCHED);
  }

  @Test
  void aSlotWhoseNewReplicaHadTakenOverBeforeItFailedGoesBackToo() {
    ReloadPlan plan = ReloadPlan.of(2, 1).begun(0).failed(0, true);
    assertThat(plan.due()).containsExactly(0);
    assertThat(plan.begun(0).done(0).outcomes()).containsExactly(ROLLED_BACK, UNTOUCHED);
  }

  @Test
  void oneThatCannotGoBackKeepsWhatItHasAndTheOthersStillGo() {
    ReloadPlan plan = ReloadPlan.of(3, 1).begun(0).done(0).begun(1).done(1).begun(2);
    plan = plan.failed(2, false).begun(0).failed(0, false);
    assertThat(plan.due()).containsExactly(1);
    plan = plan.begun(1).done(1);
    assertThat(plan.isQuiet()).isTrue();
    assertThat(plan.outcomes()).containsExactly(NOT_ROLLED_BACK, ROLLED_BACK, UNTOUCHED);
  }

  @Test
  void whatIsStillUnderWayAtAFailureIsWaitedForAndThenGoesBack() {
    ReloadPlan plan = ReloadPlan.of(3, 2).begun(0).begun(1).failed(0, false);
    assertThat(plan.due()).isEmpty();
    assertThat(plan.isQuiet()).isFalse();
    plan = plan.done(1);
    assertThat(plan.due()).containsExactly(1);
  }
}
