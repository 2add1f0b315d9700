package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What replicas write, kept by one process and read by others. */
class LogsIT {
  private static final int LINES = 2_000;

  private final int port = DroverCommand.freePort();

  @TempDir Path directory;

  private DroverCommand command() {
    return new DroverCommand(directory);
  }

  private String logs() {
    return directory.resolve("logs").toString();
  }

  private DroverProcess start() {
    return command()
        .run(
            DroverCommand.app("ProbeServer"),
            "--name",
            "probe",
            "--replicas",
            "1",
            "--log-dir",
            logs(),
            "--log-size",
            "64k",
            "--log-keep",
            "1000",
            "--conf",
            DroverCommand.conf(port));
  }

  private static void print(DroverProcess drover, int port) throws Exception {
    drover.awaitUp();
    assertThat(HttpConnection.get(port, "/print?of=" + LINES)).isEqualTo("printed");
  }

  @Test
  void everythingAReplicaHasWrittenCanBeReadAfterItsSupervisorIsGone() throws Exception {
    try (DroverProcess drover = start()) {
      print(drover, port);
    }
    try (DroverProcess logs = command().start("logs", "--log-dir", logs(), "probe#1")) {
      assertThat(logs.awaitExit()).isZero();
      assertNumbered(logs.out().all(), "out");
      assertNumbered(logs.out().all(), "err");
      assertThat(logs.err().all()).isEmpty();
    }
  }

  private static void assertNumbered(List<String> lines, String stream) {
    List<String> numbers =
        lines.stream()
            .filter(line -> line.matches("probe#1 \\| " + stream + " \\d+ \\d+"))
            .map(line -> line.replaceAll(".* ", ""))
            .toList();
    assertThat(numbers).isEqualTo(IntStream.range(0, LINES).mapToObj(i -> "" + i).toList());
  }

  @Test
  void aFollowerGoesOnWithTheNextSupervisor() throws Exception {
    DroverProcess first = start();
    print(first, port);
    try (DroverProcess follower =
        command().through("timeout", "60").start("logs", "-f", "--log-dir", logs())) {
      follower.out().await("probe#1 | ");
      first.close();
      try (DroverProcess second = start()) {
        second.awaitUp();
        String pid = HttpConnection.get(port, "/pid");
        assertThat(HttpConnection.get(port, "/print?of=3")).isEqualTo("printed");
        follower.out().await("probe#1 | out " + pid + " 2");
      }
    }
  }

  @Test
  void aClosedPipeEndsItQuietly() throws Exception {
    try (DroverProcess drover = start()) {
      print(drover, port);
    }
    try (DroverProcess piped =
        command()
            .through("bash", "-c", "set -o pipefail; \"$@\" | head -n 1", "bash")
            .start("logs", "--log-dir", logs())) {
      assertThat(piped.awaitExit()).isZero();
      assertThat(piped.out().all()).hasSize(1);
      assertThat(piped.err().all()).isEmpty();
    }
  }
}
