package dev.drover.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VictimsTest {
  private static final long STOPPED = TimeUnit.SECONDS.toNanos(100);
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Victims victims = new Victims();

  VictimsTest() {
    victims.add(STOPPED, Set.of(40_001));
  }

  @Test
  void onlyAConnectionThatAVictimHadMayBeLost() {
    assertThat(victims.had(40_001, STOPPED - MILLI)).isTrue();
    assertThat(victims.had(40_002, STOPPED - MILLI)).isFalse();
  }

  @Test
  void aLaterConnectionWithAVictimsPortIsNoneOfItsOwn() {
    assertThat(victims.had(40_001, STOPPED + 3_000 * MILLI)).isFalse();
  }

  @Test
  void aConnectionBeingMadeWhenAVictimStopsMayBeItsOwn() {
    assertThat(victims.mayHaveHad(STOPPED - MILLI, STOPPED + MILLI)).isTrue();
    assertThat(victims.mayHaveHad(STOPPED + MILLI, STOPPED + 2 * MILLI))
        .as("begun after")
        .isFalse();
    assertThat(victims.mayHaveHad(STOPPED - 2 * MILLI, STOPPED - MILLI)).as("over").isFalse();
    assertThat(victims.mayHaveHad(STOPPED - MILLI, STOPPED + 3_000 * MILLI)).as("late").isFalse();
  }
}
