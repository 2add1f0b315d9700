package dev.drover.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.process.ExitStatus;
import dev.drover.process.Signal;
import dev.drover.replica.ChannelMessage.Beat;
import dev.drover.replica.Vitals;
import dev.drover.supervisor.Hang;
import dev.drover.supervisor.ReplicaExit;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.StatsMeter;
import dev.drover.supervisor.StopReason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CountsTest {
  private static final SlotId SLOT = new SlotId("web", 1);
  private static final long SECOND = 1_000_000_000;
  private static final ReplicaExit CRASHED = new ReplicaExit(ExitStatus.signal(Signal.KILL), null);
  private static final ReplicaExit DONE = new ReplicaExit(ExitStatus.code(0), null);

  private final Counts counts = new Counts();

  @Test
  void countersGrowOverAllReplicasOfASlotAndNeverShrink() {
    counts.replicaStarting(SLOT, 1);
    beat(1, 1, 10, SECOND);
    beat(1, 2, 25, 2 * SECOND);
    counts.replicaStarting(SLOT, 2);
    beat(2, 1, 5, SECOND);
    beat(1, 3, 26, 2 * SECOND);
    counts.replicaExited(SLOT, 1, true, DONE);
    assertThat(counts.of(SLOT).requests.sum()).isEqualTo(31);
    assertThat(counts.of(SLOT).busyNanos.sum()).isEqualTo(3 * SECOND);
  }

  @Test
  void whatAReplicaSaidLastMayComeAfterItsEnd() {
    counts.replicaStarting(SLOT, 1);
    beat(1, 1, 10, 0);
    counts.replicaExited(SLOT, 1, false, CRASHED);
    beat(1, 2, 12, 0);
    assertThat(counts.of(SLOT).requests.sum()).isEqualTo(10);
  }

  @Test
  void aSumThatMissesAnEndedLoopForAMomentIsNotCountedTwice() {
    counts.replicaStarting(SLOT, 1);
    beat(1, 1, 0, 5 * SECOND);
    beat(1, 2, 0, 2 * SECOND);
    beat(1, 3, 0, 6 * SECOND);
    assertThat(counts.of(SLOT).busyNanos.sum()).isEqualTo(6 * SECOND);
  }

  @Test
  void utilizationIsThePartOfTheLoopsTimeInWhichTheyHadWork() {
    assertThat(counts.utilization(1)).isZero();
    counts.replicaStarting(SLOT, 1);
    beat(1, 1, 0, 0);
    beat(1, 11, 0, 5 * SECOND);
    assertThat(counts.utilization(1)).isCloseTo(0.25, Offset.offset(1e-9));
    // Only what is of late counts.
    beat(1, 26, 0, 35 * SECOND);
    beat(1, 40, 0, 35 * SECOND);
    assertThat(counts.utilization(1)).isZero();
  }

  @Test
  void anEndHasTheCauseThatIsKnownFirst() {
    counts.replicaExited(SLOT, 1, false, CRASHED);
    counts.replicaExited(SLOT, 2, false, DONE);
    counts.replicaHung(SLOT, 3, new Hang(Hang.Kind.SILENT, "silent", List.of(), null));
    counts.replicaDraining(SLOT, 3, StopReason.RELOAD);
    counts.replicaExited(SLOT, 3, true, CRASHED);
    counts.replicaRecycling(SLOT, 4, "old");
    counts.recycleFailed(SLOT, "no memory", null, List.of());
    counts.replicaDraining(SLOT, 4, StopReason.SHUTDOWN);
    counts.replicaExited(SLOT, 4, true, DONE);
    counts.replicaStartFailed(SLOT, 5, List.of("no port"));
    counts.replicaExited(SLOT, 5, false, CRASHED);

    Map<String, Long> exits =
        Arrays.stream(ExitCause.values())
            .filter(cause -> counts.of(SLOT).exits(cause) > 0)
            .collect(Collectors.toMap(ExitCause::label, counts.of(SLOT)::exits));
    assertThat(exits)
        .isEqualTo(Map.of("crash", 1L, "exit", 1L, "hang", 1L, "shutdown", 1L, "not_ready", 1L));
    assertThat(counts.of(SLOT).hangs.sum()).isEqualTo(1);
  }

  /** Of two loops. */
  private void beat(long pid, long upSeconds, long requests, long busyNanos) {
    Vitals vitals = new Vitals(upSeconds * SECOND, 0, 0, 0, 1, 0, 0, requests, busyNanos, 2);
    counts.replicaStats(SLOT, pid, new StatsMeter().heard(new Beat(false, vitals, List.of())));
  }
}
