package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Asked every second; silence for 5 s is too long. */
final class WatchdogFeedTest {
  private final WatchdogFeed feed = new WatchdogFeed(seconds(1), seconds(5), seconds(0));

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private boolean isDue(int now) {
    return feed.isDue(seconds(now), true);
  }

  @Test
  void itIsFedWhileReplicasAreHeardAndNotWhenNoneIsForTooLong() {
    for (int now = 1; now <= 20; now++) {
      feed.heard(false);
      assertThat(isDue(now)).isTrue();
    }
    for (int now = 21; now <= 23; now++) {
      assertThat(isDue(now)).isTrue();
    }
    assertThat(isDue(24)).isFalse();
    assertThat(isDue(25)).isFalse();
    feed.heard(false);
    assertThat(isDue(26)).isTrue();
  }

  @Test
  void silenceIsNothingWhileNoReplicaIsReady() {
    for (int now = 1; now <= 20; now++) {
      assertThat(feed.isDue(seconds(now), false)).isTrue();
    }
    assertThat(isDue(21)).isTrue();
  }

  @Test
  void aSupervisorThatStoodStillIsGivenTheTimeToHearThem() {
    feed.heard(false);
    assertThat(isDue(3_600)).isTrue();
    feed.heard(false);
    assertThat(isDue(3_601)).isTrue();
  }

  @Test
  void aReplicaThatADebuggerHasStoppedChangesNothing() {
    feed.heard(true);
    for (int now = 1; now <= 20; now++) {
      assertThat(isDue(now)).isTrue();
    }
  }
}
