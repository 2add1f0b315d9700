package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.HangPolicy;
import dev.drover.config.ServiceConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that run out of memory are replaced. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FullHeapTest {
  private static final Duration NEVER = Duration.ofHours(1);

  @TempDir Path stacks;

  @Test
  void aReplicaWithoutMemoryExitsAtOnceUnlessItsFlagsSayOtherwise() throws Exception {
    try (Running running = Running.started(heap(NEVER, "-Xmx40m"))) {
      Running.await(running.send(1, "fill"));
      assertThat(running.events.await("exited web#1")).endsWith("exit code 3");
      assertThat(running.events.await("output web#1 STDOUT Terminating")).contains("OutOfMemory");
    }
  }

  @Test
  void aReplicaWhoseHeapIsFullIsReplaced() throws Exception {
    Duration after = Duration.ofMillis(1_500);
    try (Running running = Running.started(heap(after, "-Xmx40m", "-XX:-ExitOnOutOfMemoryError"))) {
      Running.await(running.send(1, "fill"));
      // Depending on what is left, it can still say so or not.
      assertThat(running.events.await("hung web#1"))
          .containsAnyOf(" COLLECTING garbage collection took ", " SILENT no sign of life for ");
      running.events.await("ready web#1", 2);
    }
  }

  private ServiceConfig heap(Duration after, String... flags) {
    List<String> all =
        Stream.concat(Stream.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), Stream.of(flags))
            .toList();
    return Running.main("com.acme.HangingMain", "", 1)
        .withJvmArgs(all)
        .withHang(new HangPolicy(true, after, Duration.ofMillis(100), stacks));
  }
}
