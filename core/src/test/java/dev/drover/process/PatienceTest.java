package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatienceTest {
  private long now = Long.MAX_VALUE - 3 * Patience.MOMENT; // System.nanoTime may overflow.
  private final Patience patience = new Patience(now);

  /** The pipe is found empty, and an event comes after so long. */
  private void sleepFor(long nanos) {
    assertThat(patience.lasts(now)).isFalse();
    now += nanos;
    patience.woken(now);
    patience.rewarded(now);
  }

  @Test
  void thePipeOfASlowWriterIsSleptOn() {
    for (int turn = 0; turn < 10; turn++) {
      sleepFor(Patience.MOMENT);
    }
    assertThat(patience.lasts(now)).isFalse();
  }

  @Test
  void aShortSleepIsFollowedByAMomentAwake() {
    sleepFor(Patience.MOMENT - 1);
    assertThat(patience.lasts(now)).isTrue();
    assertThat(patience.lasts(now + Patience.MOMENT - 1)).isTrue();
    assertThat(patience.lasts(now + Patience.MOMENT)).isFalse();
    assertThat(patience.lasts(now + Patience.MOMENT)).isFalse();
  }

  @Test
  void bytesMakeTheMomentBeginAgain() {
    sleepFor(1);
    for (int turn = 0; turn < 10; turn++) {
      now += Patience.MOMENT - 1;
      assertThat(patience.lasts(now)).isTrue();
      patience.rewarded(now);
    }
    assertThat(patience.lasts(now + Patience.MOMENT)).isFalse();
  }

  @Test
  void whoSharesHisCoreWithOthersSleepsForAWhile() {
    sleepFor(1);
    assertThat(patience.lasts(now)).isTrue();
    patience.gaveWay(Patience.LONG);
    sleepFor(1);
    assertThat(patience.lasts(now)).isFalse();
    sleepFor(Patience.REST);
    sleepFor(1);
    assertThat(patience.lasts(now)).isTrue();
  }

  @Test
  void aLongWayThatFillsThePipeIsWhatItIsFor() {
    sleepFor(1);
    patience.gaveWay(10 * Patience.LONG);
    patience.rewarded(now);
    assertThat(patience.lasts(now)).isTrue();
  }
}
