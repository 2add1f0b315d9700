package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.HangPolicy;
import dev.drover.config.ServiceConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that seem to hang and are left alone; and what they tell of themselves. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class NotHungTest {
  private static final Duration AFTER = Duration.ofMillis(1_500);

  @TempDir Path stacks;

  @Test
  void aReplicaThatSendsWithoutAPauseStillBeats() throws Exception {
    Told beats = new Told(30, stats -> true);
    try (Running running = started(config(), beats)) {
      Running.await(running.send(1, "flood"));
      beats.await();
      assertThat(running.events.count("hung")).isZero();
    }
  }

  @Test
  void aReplicaUnderADebuggerIsNotTakenForHung() throws Exception {
    List<String> flags = new ArrayList<>(config().jvmArgs());
    flags.add("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0");
    Told blocked = blocked();
    try (Running running = started(config().withJvmArgs(flags), blocked)) {
      Running.await(running.send(1, "spin"));
      blocked.await();
      assertThat(running.events.count("hung")).isZero();
    }
  }

  @Test
  void withoutTheCheckABlockedReplicaStaysAndTellsWhatItsThreadsDo() throws Exception {
    Told blocked = blocked();
    ServiceConfig config = config().withHang(config().hang().withoutCheck());
    try (Running running = started(config, blocked)) {
      Running.await(running.send(1, "spin all"));
      blocked.await();
      String dump = Running.await(running.supervisor.threadDump(new SlotId("web", 1)));
      assertThat(dump.split("at com.acme.HangingMain.spin\\(", -1)).hasSize(3);
      assertThat(dump).contains("\"vert.x-acceptor-thread-0\"").contains("Locked ownable");
      assertThat(running.events.count("hung")).isZero();
      assertThat(running.events.count("exited")).isZero();
    }
  }

  @Test
  void theStatusSaysHowAReplicaIs() throws Exception {
    // Live is a replica with its first server; what is told right then may be from before the
    // second instance ran.
    Told working = new Told(1, stats -> stats.cpuPercent() > 0 && stats.eventLoops() > 2);
    try (Running running = started(config(), working)) {
      working.await();
      ReplicaStats stats = running.slot(1).stats();
      assertThat(stats.rssBytes()).isBetween(20L << 20, 1L << 30);
      assertThat(stats.heapUsedBytes()).isBetween(1L << 20, stats.heapMaxBytes());
      assertThat(stats.heapMaxBytes()).isBetween(120L << 20, 128L << 20);
      assertThat(stats.gcPercent()).isBetween(0.0, 100.0);
      // Only those that somebody has used: two instances, and the acceptor.
      assertThat(stats.eventLoops()).isBetween(3, 4);
      assertThat(stats.connections()).isZero();
    }
  }

  private static Told blocked() {
    return new Told(1, stats -> stats.lag().compareTo(AFTER.plusSeconds(1)) >= 0);
  }

  private ServiceConfig config() {
    return Running.main("com.acme.HangingMain", "", 1)
        .withHang(new HangPolicy(true, AFTER, Duration.ofMillis(100), stacks));
  }

  private static Running started(ServiceConfig config, Told told) throws Exception {
    Running running = new Running(config);
    running.supervisor.listener(told);
    Running.await(running.supervisor.start());
    return running;
  }

  /** Waits for so many statistics that are as wanted. */
  private record Told(CountDownLatch enough, Predicate<ReplicaStats> wanted)
      implements SupervisorListener {
    Told(int count, Predicate<ReplicaStats> wanted) {
      this(new CountDownLatch(count), wanted);
    }

    @Override
    public void replicaStats(SlotId slot, long pid, ReplicaStats stats) {
      if (wanted.test(stats)) {
        enough.countDown();
      }
    }

    void await() throws InterruptedException {
      assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }
}
