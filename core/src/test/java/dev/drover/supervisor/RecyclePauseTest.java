package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecyclePauseTest {
  private static final Duration NOW = Duration.ofHours(5);

  private final RecyclePause pause = new RecyclePause(() -> 0);

  @Test
  void onesInARowDoubleFromAMinuteToAnHour() {
    List<Long> minutes = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      minutes.add(pause.begin(NOW).toMinutes());
    }

    assertThat(minutes).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    assertThat(pause.isOver(NOW.plusSeconds(3_599))).isFalse();
    assertThat(pause.isOver(NOW.plusSeconds(3_600))).isTrue();
  }

  @Test
  void chanceAddsUpToAQuarter() {
    assertThat(new RecyclePause(() -> 1).begin(NOW)).isEqualTo(Duration.ofSeconds(75));
  }

  @Test
  void whatIsForgottenDoesNotCount() {
    assertThat(pause.isOver(NOW)).isTrue();
    pause.begin(NOW);
    pause.begin(NOW);
    pause.forget();
    assertThat(pause.isOver(NOW)).isTrue();
    assertThat(pause.begin(NOW)).hasMinutes(1);
  }
}
