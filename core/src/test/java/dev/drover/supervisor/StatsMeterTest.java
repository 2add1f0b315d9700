package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.drover.replica.ChannelMessage.Beat;
import dev.drover.replica.LoopBeat;
import dev.drover.replica.Vitals;
import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class StatsMeterTest {
  private static final Offset<Double> EXACT = within(0.001);

  private final StatsMeter meter = new StatsMeter();

  @Test
  void theFirstBeatHasNoRates() {
    ReplicaStats stats = meter.heard(beat(100, 50, 7, 1_000));
    assertThat(stats.cpuPercent()).isZero();
    assertThat(stats.gcPercent()).isZero();
    assertThat(stats.requestsPerSecond()).isZero();
    assertThat(stats.requests()).isEqualTo(1_000);
  }

  @Test
  void ratesAreThoseBetweenTheLastTwoBeatsByTheReplicasOwnClock() {
    meter.heard(beat(100, 50, 100, 1_000));
    ReplicaStats stats = meter.heard(beat(104, 56, 300, 1_200));
    assertThat(stats.cpuPercent()).isCloseTo(150, EXACT);
    assertThat(stats.gcPercent()).isCloseTo(5, EXACT);
    assertThat(stats.requestsPerSecond()).isCloseTo(50, EXACT);
    assertThat(meter.heard(beat(105, 56, 300, 1_200)).cpuPercent()).isZero();
  }

  @Test
  void whatTheSystemDoesNotTellIsMinusOne() {
    Vitals untold = new Vitals(1, -1, -1, 1, 1, 0, 0, 0, -1, 1);
    ReplicaStats stats = meter.heard(new Beat(false, untold, List.of()));
    assertThat(stats.cpuPercent()).isEqualTo(-1);
    assertThat(stats.rssBytes()).isEqualTo(-1);
  }

  @Test
  void theLagIsThatOfTheSlowestLoop() {
    ReplicaStats stats = meter.heard(beat(1, 1, 1, 1));
    assertThat(stats.eventLoops()).isEqualTo(2);
    assertThat(stats.lag()).isEqualTo(Duration.ofNanos(900_000));
  }

  private static Beat beat(long upSeconds, long cpuSeconds, long gcMillis, long requests) {
    Vitals vitals =
        new Vitals(
            Duration.ofSeconds(upSeconds).toNanos(),
            Duration.ofSeconds(cpuSeconds).toNanos(),
            1,
            2,
            3,
            gcMillis,
            4,
            requests,
            5,
            2);
    return new Beat(false, vitals, List.of(new LoopBeat("a", 0, 900), new LoopBeat("b", 0, 20)));
  }
}
