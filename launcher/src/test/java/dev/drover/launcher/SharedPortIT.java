package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One port and two replicas, most of them with a main method of the application's own. */
class SharedPortIT {
  @TempDir Path directory;

  @Test
  void connectionsSpreadEvenlyOverReplicas() throws Exception {
    int port = DroverCommand.freePort();
    try (DroverProcess drover =
        new DroverCommand(directory)
            .run(
                DroverCommand.app("ProbeServer"),
                "--replicas",
                "2",
                "--instances",
                "1",
                "--conf",
                DroverCommand.conf(port))) {
      drover.awaitUp();

      Map<String, Integer> answers = Spread.of(200, port, "/pid");

      assertThat(answers.keySet()).isEqualTo(pids(drover));
      assertThat(busiest(answers)).isLessThanOrEqualTo(idlest(answers) * 5 / 4);
    }
  }

  @Test
  void anApplicationWithItsOwnMainSharesItsPortUnchanged() throws Exception {
    int port = DroverCommand.freePort();
    try (DroverProcess drover = runMain(2, port)) {
      drover.awaitUp();

      assertThat(drover.out().text()).contains("address    127.0.0.1:" + port);
      assertThat(Spread.of(50, port, "/").keySet()).isEqualTo(pids(drover));
    }
  }

  @Test
  void allReplicasGetTheSamePortWhenAnyWillDo() throws Exception {
    try (DroverProcess drover = runMain(2, 0)) {
      drover.awaitUp();
      drover.out().await("own main listens on", 2);

      TreeSet<Integer> ports =
          drover.out().all().stream()
              .filter(line -> line.contains("own main listens on"))
              .map(line -> Integer.valueOf(line.replaceAll(".* ", "")))
              .collect(Collectors.toCollection(TreeSet::new));

      assertThat(ports).hasSize(1);
      assertThat(Spread.of(50, ports.first(), "/").keySet()).isEqualTo(pids(drover));
    }
  }

  @Test
  void aPortThatIsTakenReachesTheApplicationAndIsShownInOneLineWithItsHolder() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DroverProcess drover = runMain(1, taken.getLocalPort(), "--restart-limit", "0")) {
      assertThat(drover.awaitExit()).isEqualTo(1);

      String what =
          "Address already in use: 127.0.0.1:%d, held by pid %d (java)"
              .formatted(taken.getLocalPort(), ProcessHandle.current().pid());
      assertThat(drover.err().text())
          .containsOnlyOnce("own-main#1: " + what)
          .contains("own main: java.net.BindException: " + what)
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aVerticleThatFindsItsPortTakenIsShownInOneLineToo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DroverProcess drover =
            new DroverCommand(directory)
                .run(
                    DroverCommand.app("ProbeServer"),
                    "--conf",
                    DroverCommand.conf(taken.getLocalPort()))) {
      assertThat(drover.awaitExit()).isEqualTo(1);

      assertThat(drover.err().text())
          .containsOnlyOnce(
              "127.0.0.1:%d, held by pid %d"
                  .formatted(taken.getLocalPort(), ProcessHandle.current().pid()))
          .doesNotContain(" at ");
    }
  }

  private DroverProcess runMain(int replicas, int port, String... flags) throws Exception {
    DroverCommand command = new DroverCommand(directory);
    String classes = Apps.classes(directory, "OwnMain").toString();
    String[] args = {"-cp", classes, "--main", "OwnMain", "--replicas", "" + replicas};
    return command.run(join(join(args, flags), "--", "" + port));
  }

  private static String[] join(String[] some, String... more) {
    return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
  }

  private static Set<String> pids(DroverProcess drover) {
    return drover.replicas().stream().map(String::valueOf).collect(Collectors.toSet());
  }

  private static int busiest(Map<String, Integer> answers) {
    return answers.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  private static int idlest(Map<String, Integer> answers) {
    return answers.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
  }
}
