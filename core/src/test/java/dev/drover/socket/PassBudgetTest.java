package dev.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PassBudgetTest {
  private final PassBudget budget = new PassBudget(0);

  @Test
  void aBurstIsLimited() {
    assertThat(taken(1_000, 1)).isEqualTo(PassBudget.AT_ONCE);
  }

  @Test
  void timeEarnsMore() {
    taken(1_000, 0);
    assertThat(taken(1_000, TimeUnit.SECONDS.toNanos(1))).isEqualTo(PassBudget.PER_SECOND);
  }

  @Test
  void fractionsOfATurnAreNotLost() {
    taken(1_000, 0);
    int taken = 0;
    for (int millis = 1; millis <= 1_000; millis++) {
      taken += taken(1, TimeUnit.MILLISECONDS.toNanos(millis));
    }
    assertThat(taken).isEqualTo(PassBudget.PER_SECOND);
  }

  @Test
  void aLongRestEarnsNoMoreThanABurst() {
    taken(1_000, 0);
    assertThat(taken(1_000, TimeUnit.HOURS.toNanos(1))).isEqualTo(PassBudget.AT_ONCE);
  }

  private int taken(int tries, long now) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += budget.take(now) ? 1 : 0;
    }
    return taken;
  }
}
