package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.HangPolicy;
import dev.drover.replica.ChannelMessage.Beat;
import dev.drover.replica.LoopBeat;
import dev.drover.replica.Vitals;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HangDetectorTest {
  private final HangDetector detector = new HangDetector(HangPolicy.DEFAULT, Duration.ZERO);
  private long now;

  @Test
  void aReplicaThatBeatsAtTheIntervalIsWellForEver() {
    for (int second = 1; second <= 100; second++) {
      detector.heard(beat(second, 0, 0));
      assertThat(checkAfter(1)).isEmpty();
    }
  }

  @Test
  void aReplicaIsHungWhenNothingWasHeardForTheWholeTime() {
    detector.heard(beat(0, 0, 0));
    for (int second = 1; second <= 9; second++) {
      assertThat(checkAfter(1)).isEmpty();
    }
    assertThat(checkAfter(1)).hasValueSatisfying(hang -> is(hang, Hang.Kind.SILENT, "for 10s"));
  }

  @Test
  void oneBeatInTimeIsEnough() {
    for (int round = 0; round < 10; round++) {
      detector.heard(beat(round, 0, 0));
      for (int second = 1; second <= 9; second++) {
        assertThat(checkAfter(1)).isEmpty();
      }
    }
  }

  @Test
  void aSupervisorThatStoodStillBlamesNobody() {
    detector.heard(beat(0, 0, 0));
    assertThat(checkAfter(3_600)).isEmpty();
    assertThat(checkAfter(60)).isEmpty();
    detector.heard(beat(3_660, 0, 0));
    assertThat(checkAfter(3_600)).isEmpty();
  }

  @Test
  void aSupervisorThatIsAlwaysLateNoticesAllTheSame() {
    detector.heard(beat(0, 0, 0));
    for (int check = 1; check <= 4; check++) {
      assertThat(checkAfter(5)).isEmpty();
    }
    assertThat(checkAfter(5)).isPresent();
  }

  @Test
  void checksInARowAfterAPauseAreNoTimeAtAll() {
    detector.heard(beat(0, 0, 0));
    assertThat(checkAfter(60)).isEmpty();
    for (int check = 0; check < 60; check++) {
      assertThat(checkAfter(0)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"9999,false", "10000,true", "60000,true"})
  void anEventLoopThatDoesNotComeRoundIsHungAtTheLimit(long stuckMillis, boolean hung) {
    detector.heard(beat(0, 0, stuckMillis));
    Optional<Hang> found = checkAfter(1);
    assertThat(found.isPresent()).isEqualTo(hung);
    assertThat(detector.blocked()).isEqualTo(hung ? List.of("loop-1") : List.of());
    found.ifPresent(hang -> is(hang, Hang.Kind.BLOCKED, "event loop loop-1 blocked for "));
  }

  @Test
  void manyBlockedEventLoopsAreALineAllTheSame() {
    List<LoopBeat> loops =
        List.of(
            new LoopBeat("a", 10_000, 0),
            new LoopBeat("b", 12_000, 0),
            new LoopBeat("c", 11_000, 0),
            new LoopBeat("d", 11_000, 0),
            new LoopBeat("e", 11_000, 0));
    detector.heard(new Beat(false, vitals(0, 0, 0), loops));
    assertThat(checkAfter(1).orElseThrow().what())
        .isEqualTo("event loops a, b, c and 2 more blocked for 12s");
  }

  @Test
  void aReplicaUnderADebuggerNeverHangs() {
    detector.heard(new Beat(true, vitals(0, 0, 0), List.of(new LoopBeat("loop", 99_999, 0))));
    for (int second = 1; second <= 100; second++) {
      assertThat(checkAfter(1)).isEmpty();
    }
  }

  @Test
  void withoutTheCheckNothingHangs() {
    HangDetector off = new HangDetector(HangPolicy.DEFAULT.withoutCheck(), Duration.ZERO);
    off.heard(beat(0, 0, 99_999));
    for (int second = 1; second <= 100; second++) {
      assertThat(off.check(Duration.ofSeconds(second))).isEmpty();
    }
  }

  @Test
  void aReplicaThatHasNeverBeatenIsNotHung() {
    for (int second = 1; second <= 100; second++) {
      assertThat(checkAfter(1)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "750,95,true",
    "740,95,false",
    "1000,95,true",
    "1000,80,false", // It has room: one long collection did what it was for.
    "0,99,false"
  })
  void aFullHeapThatIsCollectedAllTheTimeIsHung(long gcMillis, long usedPercent, boolean hung) {
    for (int second = 0; second < 10; second++) {
      detector.heard(new Beat(false, vitals(second, second * gcMillis, usedPercent), List.of()));
      assertThat(checkAfter(1)).isEmpty();
    }
    detector.heard(new Beat(false, vitals(10, 10 * gcMillis, usedPercent), List.of()));
    Optional<Hang> found = checkAfter(1);
    assertThat(found.isPresent()).isEqualTo(hung);
    found.ifPresent(hang -> is(hang, Hang.Kind.COLLECTING, "95 of 100 MB of the heap"));
  }

  @Test
  void onlyTheLastTimeCountsForAFullHeap() {
    for (int second = 0; second <= 100; second++) {
      detector.heard(new Beat(false, vitals(second, 0, 95), List.of()));
      assertThat(checkAfter(1)).isEmpty();
    }
    for (int second = 1; second <= 10; second++) {
      detector.heard(new Beat(false, vitals(100 + second, second * 1_000, 95), List.of()));
    }
    assertThat(checkAfter(1)).isPresent();
  }

  private Optional<Hang> checkAfter(long seconds) {
    now += seconds;
    return detector.check(Duration.ofSeconds(now));
  }

  private static Beat beat(long second, long gcMillis, long stuckMillis) {
    List<LoopBeat> loops =
        List.of(new LoopBeat("loop-0", 0, 50), new LoopBeat("loop-1", stuckMillis, 50));
    return new Beat(false, vitals(second, gcMillis, 50), loops);
  }

  private static Vitals vitals(long second, long gcMillis, long usedPercent) {
    long up = Duration.ofSeconds(second).toNanos();
    return new Vitals(up, 0, 0, usedPercent << 20, 100L << 20, gcMillis, 0, 0, 0, 1);
  }

  private static void is(Hang hang, Hang.Kind kind, String what) {
    assertThat(hang.kind()).isEqualTo(kind);
    assertThat(hang.what()).contains(what);
  }
}
