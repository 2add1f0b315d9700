package dev.drover.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace();

  @Test
  void aSlotIsEndedEightTimesAMinuteAtMost() {
    for (int second = 0; second < 8; second++) {
      assertThat(pace.wait("web#1", seconds(second))).isZero();
      pace.ended("web#1", seconds(second));
    }

    assertThat(pace.wait("web#1", seconds(10))).isEqualTo(seconds(50));
    assertThat(pace.wait("web#2", seconds(10))).isZero();
    assertThat(pace.wait("web#1", seconds(60))).isZero();
  }

  private static Duration seconds(int count) {
    return Duration.ofSeconds(count);
  }
}
