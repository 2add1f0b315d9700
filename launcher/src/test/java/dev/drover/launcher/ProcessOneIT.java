package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher as process 1 of a container that has no other init. */
class ProcessOneIT {
  private static final String[] NAMESPACE = {
    "unshare", "-r", "--pid", "--fork", "--kill-child", "--mount-proc"
  };
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int port = DroverCommand.freePort();

  @TempDir Path directory;

  @BeforeEach
  void namespacesArePermitted() throws InterruptedException {
    List<String> probe = new ArrayList<>(List.of(NAMESPACE));
    probe.add("true");
    boolean permitted = false;
    try {
      permitted = new ProcessBuilder(probe).start().waitFor() == 0;
    } catch (IOException noUnshare) {
      // Reported below.
    }
    assumeTrue(permitted, "SKIPPED: no process namespace may be made here (unshare --pid)");
  }

  private DroverProcess run(String app, String... flags) {
    List<String> args = new ArrayList<>(List.of(DroverCommand.app(app)));
    args.addAll(List.of("--conf", DroverCommand.conf(port)));
    args.addAll(List.of(flags));
    return new DroverCommand(directory).through(NAMESPACE).run(args.toArray(String[]::new));
  }

  /** Its pid outside of the namespace; {@code unshare} only waits for it. */
  private static String init(DroverProcess drover) {
    assertThat(drover.replicas()).hasSize(1);
    return "" + drover.replicas().get(0);
  }

  private void awaitNoZombies(int observer) throws IOException {
    String expected = "0 zombies seen by ";
    long end = System.nanoTime() + PATIENCE.toNanos();
    String seen = HttpConnection.get(port, "/zombies");
    while (!seen.startsWith(expected) && System.nanoTime() < end) {
      seen = HttpConnection.get(port, "/zombies");
    }
    assertThat(seen).startsWith(expected);
    if (observer > 0) {
      assertThat(seen).isEqualTo(expected + observer);
    }
  }

  @Test
  void orphansAreReapedAndOwnChildrenKeepTheirCodes() throws Exception {
    try (DroverProcess drover = run("InitApp")) {
      drover.awaitUp();
      for (int i = 0; i < 10; i++) {
        assertThat(HttpConnection.get(port, "/jdk")).isEqualTo("code 7");
      }
      assertThat(HttpConnection.get(port, "/native")).isEqualTo("code 7");
      awaitNoZombies(1);
      DroverProcess.signal("TERM", init(drover));
      assertThat(drover.awaitExit()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void orphansOfReplicasAreReapedAndASignalDrains(String signal) throws Exception {
    try (DroverProcess drover = run("InitApp", "--replicas", "1")) {
      drover.awaitUp();
      assertThat(HttpConnection.get(port, "/jdk")).isEqualTo("code 7");
      awaitNoZombies(0);
      DroverProcess.signal(signal, init(drover));
      assertThat(drover.awaitExit()).isZero();
      assertThat(drover.out().text()).contains("draining for up to", "stopped");
    }
  }

  @Test
  void aFailureIsTheContainersExitCode() {
    try (DroverProcess drover = run("FailingStart")) {
      assertThat(drover.awaitExit()).isEqualTo(1);
    }
  }
}
