package dev.drover.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.acme.HelloVerticle;
import com.acme.StubbornVerticle;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor is killed; rounds are set by the system property drover.test.orphanRounds. */
final class OrphanTest {
  private static final int ROUNDS = Integer.getInteger("drover.test.orphanRounds", 3);

  @TempDir Path temporary;

  @Test
  @Timeout(value = 60 + 2 * 60 * 60, unit = TimeUnit.SECONDS)
  void replicasOfAKilledSupervisorEndByThemselvesAndLeaveNoFile() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      Process supervisor = start(HelloVerticle.class);
      List<ProcessHandle> replicas = replicasOf(supervisor);
      assertThat(filesOfDrover()).isNotEmpty();
      long killed = System.nanoTime();

      supervisor.destroyForcibly();

      for (ProcessHandle replica : replicas) {
        replica.onExit().get(Running.QUICK.grace().toSeconds() + 5, TimeUnit.SECONDS);
      }
      assertThat(filesOfDrover()).isEmpty();
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed);
      System.out.println("orphan round " + round + ": all gone after " + took + " ms");
    }
  }

  @Test
  @Timeout(60)
  void replicasOfASupervisorThatFailsEndWithIt() throws Exception {
    Process supervisor = start(HelloVerticle.class);
    List<ProcessHandle> replicas = replicasOf(supervisor);

    supervisor.outputWriter(UTF_8).append("fail\n").flush();

    assertThat(supervisor.waitFor()).isEqualTo(SupervisorJvm.FAILED);
    for (ProcessHandle replica : replicas) {
      replica.onExit().get(Running.QUICK.grace().toSeconds() + 5, TimeUnit.SECONDS);
    }
    assertThat(filesOfDrover()).isEmpty();
  }

  @Test
  @Timeout(60)
  void anOrphanThatDoesNotStopIsEndedWithinItsGraceAndLeavesNoFile() throws Exception {
    Process supervisor = start(StubbornVerticle.class);
    List<ProcessHandle> replicas = replicasOf(supervisor);

    supervisor.destroyForcibly();

    for (ProcessHandle replica : replicas) {
      replica.onExit().get(Running.QUICK.grace().toSeconds() + 5, TimeUnit.SECONDS);
    }
    assertThat(filesOfDrover()).isEmpty();
  }

  private Process start(Class<?> verticle) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            SupervisorJvm.class.getName(),
            "2",
            verticle.getName());
    builder.environment().remove("XDG_RUNTIME_DIR");
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static List<ProcessHandle> replicasOf(Process supervisor) throws Exception {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(supervisor.getInputStream(), UTF_8));
    String line = output.readLine();
    assertThat(line).as("pids of the replicas").matches("\\d+ \\d+");
    return Stream.of(line.split(" "))
        .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
        .toList();
  }

  private List<Path> filesOfDrover() throws Exception {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.filter(file -> file.getFileName().toString().startsWith("drover-")).toList();
    }
  }
}
