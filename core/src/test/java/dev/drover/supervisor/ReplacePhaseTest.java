package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.supervisor.ReplacePhase.Event;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplacePhaseTest {

  @ParameterizedTest
  @CsvSource({
    "STARTING,   true,  HELD,       STARTING,   FAILED,     STARTING",
    "STARTING,   false, TAKEN_OVER, STARTING,   FAILED,     STARTING",
    "HELD,       true,  HELD,       BESIDE,     FAILED,     TAKEN_OVER",
    "BESIDE,     true,  BESIDE,     TAKEN_OVER, FAILED,     TAKEN_OVER",
    "TAKEN_OVER, true,  TAKEN_OVER, TAKEN_OVER, TAKEN_OVER, DONE",
    "DONE,       true,  DONE,       DONE,       DONE,       DONE",
    "FAILED,     true,  FAILED,     FAILED,     FAILED,     FAILED"
  })
  void everyPhaseKnowsWhatFollowsEveryEvent(
      ReplacePhase phase,
      boolean oldServes,
      ReplacePhase newReady,
      ReplacePhase probationOver,
      ReplacePhase newGone,
      ReplacePhase oldGone) {
    assertThat(phase.next(Event.NEW_READY, oldServes)).isEqualTo(newReady);
    assertThat(phase.next(Event.PROBATION_OVER, oldServes)).isEqualTo(probationOver);
    assertThat(phase.next(Event.NEW_GONE, oldServes)).isEqualTo(newGone);
    assertThat(phase.next(Event.OLD_GONE, oldServes)).isEqualTo(oldGone);
  }
}
