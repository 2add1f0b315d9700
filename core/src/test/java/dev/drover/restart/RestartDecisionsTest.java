package dev.drover.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.RestartPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whether to restart, and when. */
final class RestartDecisionsTest {
  private static final Duration YOUNG = Duration.ofSeconds(1);

  @Test
  void asManyRestartsAsTheLimitAreAllowedWithinThePeriod() {
    RestartWindow window = new RestartWindow(new RestartPolicy(2, Duration.ofSeconds(60)));
    assertThat(window.allows(Duration.ofSeconds(0))).isTrue();
    assertThat(window.allows(Duration.ofSeconds(30))).isTrue();
    assertThat(window.allows(Duration.ofSeconds(59))).isFalse();
  }

  @Test
  void restartsOlderThanThePeriodDoNotCount() {
    RestartWindow window = new RestartWindow(new RestartPolicy(2, Duration.ofSeconds(60)));
    window.allows(Duration.ofSeconds(0));
    window.allows(Duration.ofSeconds(30));
    assertThat(window.allows(Duration.ofSeconds(60))).isTrue();
    assertThat(window.allows(Duration.ofSeconds(61))).isFalse();
  }

  @Test
  void limitZeroAllowsNone() {
    RestartWindow window = new RestartWindow(new RestartPolicy(0, Duration.ofSeconds(60)));
    assertThat(window.allows(Duration.ZERO)).isFalse();
  }

  @Test
  void boundOfTheDelayGrowsByHalfUpToTheLongest() {
    Backoff backoff = new Backoff();
    assertThat(longest(backoff, YOUNG)).isEqualTo(Duration.ofMillis(100));
    assertThat(longest(backoff, YOUNG)).isEqualTo(Duration.ofMillis(150));
    assertThat(longest(backoff, YOUNG)).isEqualTo(Duration.ofMillis(225));
    for (int restart = 0; restart < 20; restart++) {
      longest(backoff, YOUNG);
    }
    assertThat(longest(backoff, YOUNG)).isEqualTo(Backoff.LONGEST);
  }

  @Test
  void delayIsAnythingFromNothingToTheBound() {
    assertThat(new Backoff().next(YOUNG, exclusiveBound -> 0)).isZero();
  }

  @Test
  void replicaThatLivedLongStartsTheBackoffAnew() {
    Backoff backoff = new Backoff();
    longest(backoff, YOUNG);
    longest(backoff, YOUNG);
    assertThat(longest(backoff, Backoff.RESET_AFTER)).isEqualTo(Backoff.FIRST);
  }

  private static Duration longest(Backoff backoff, Duration lived) {
    return backoff.next(lived, exclusiveBound -> exclusiveBound - 1);
  }
}
