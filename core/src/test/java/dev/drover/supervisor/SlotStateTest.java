package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SlotStateTest {

  @ParameterizedTest
  @CsvSource({
    "DOWN,     STARTING, DOWN,     DOWN,     DOWN, FAILED",
    "STARTING, STARTING, READY,    DRAINING, DOWN, STARTING",
    "READY,    READY,    READY,    DRAINING, DOWN, READY",
    "DRAINING, DRAINING, DRAINING, DRAINING, DOWN, DRAINING",
    "FAILED,   FAILED,   FAILED,   FAILED,   FAILED, FAILED"
  })
  void everyStateKnowsWhatFollowsEveryEvent(
      SlotState state,
      SlotState spawned,
      SlotState ready,
      SlotState drainAsked,
      SlotState exited,
      SlotState givenUp) {
    assertThat(state.next(SlotEvent.SPAWNED)).isEqualTo(spawned);
    assertThat(state.next(SlotEvent.ANNOUNCED_READY)).isEqualTo(ready);
    assertThat(state.next(SlotEvent.DRAIN_ASKED)).isEqualTo(drainAsked);
    assertThat(state.next(SlotEvent.EXITED)).isEqualTo(exited);
    assertThat(state.next(SlotEvent.GIVEN_UP)).isEqualTo(givenUp);
  }
}
