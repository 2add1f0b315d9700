package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final int CHUNK = (int) (Pace.FAST / 8);

  private long now = Long.MAX_VALUE - 3 * Pace.WINDOW; // System.nanoTime may overflow.
  private final Pace pace = new Pace(now);

  private void chunks(int count, long apart) {
    for (int i = 0; i < count; i++) {
      now += apart;
      pace.came(now, CHUNK);
    }
  }

  @Test
  void itIsFastOnceMuchCameInAWholeWindow() {
    chunks(7, Pace.WINDOW / 8);
    assertThat(pace.isFast()).isFalse();
    chunks(1, Pace.WINDOW / 8);
    assertThat(pace.isFast()).isTrue();
  }

  @Test
  void itIsFastNoMoreWhenLessComes() {
    chunks(8, Pace.WINDOW / 8);
    chunks(5, Pace.WINDOW / 5);
    assertThat(pace.isFast()).isFalse();
  }

  @Test
  void muchInALongTimeIsNotFast() {
    chunks(16, Pace.WINDOW);
    assertThat(pace.isFast()).isFalse();
  }

  @Test
  void anEmptyPipeEndsItAfterAMomentOnly() {
    chunks(8, Pace.WINDOW / 8);
    pace.nothingCame(now + Patience.MOMENT - 1);
    assertThat(pace.isFast()).isTrue();
    pace.nothingCame(now + Patience.MOMENT);
    assertThat(pace.isFast()).isFalse();
  }
}
