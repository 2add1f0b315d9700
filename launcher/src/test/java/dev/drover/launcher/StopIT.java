package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a supervisor with two replicas, asked for and not. */
class StopIT {
  private static final Duration LAME_DUCK = Duration.ofSeconds(2);

  private final int port = DroverCommand.freePort();

  @TempDir Path directory;

  @Test
  void terminateDrainsEveryReplicaAndEndsWithZero() throws Exception {
    try (DroverProcess drover = start(new DroverCommand(directory))) {
      drover.awaitUp();
      List<Long> replicas = drover.replicas();
      List<HttpConnection> slow = slowRequestToEach(replicas, 1_500);

      drover.signal("TERM");

      expectAnswers(replicas, slow);
      assertThat(drover.awaitExit()).isZero();
      assertThat(drover.out().text()).contains("draining").endsWith("stopped");
      assertThat(drover.err().all()).isEmpty();
    }
  }

  @Test
  void aLameDuckTakesNewConnectionsAndTellsThemToGoElsewhere() throws Exception {
    try (DroverProcess drover = start(new DroverCommand(directory), "--lame-duck", "2s")) {
      drover.awaitUp();
      long asked = System.nanoTime();
      drover.signal("TERM");
      drover.out().await("still taking connections for 2s, then draining for up to 3s");
      int served = 0;
      try {
        while (true) {
          HttpConnection.get(port, "/pid");
          served++;
        }
      } catch (SocketException over) {
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(LAME_DUCK);
      }
      assertThat(served).isPositive();
      assertThat(drover.awaitExit()).isZero();
      assertThat(drover.err().all()).isEmpty();
    }
  }

  @Test
  void aSecondSignalKillsAtOnce() throws Exception {
    try (DroverProcess drover = start(new DroverCommand(directory))) {
      drover.awaitUp();
      slowRequestToEach(drover.replicas(), 9_000);
      drover.signal("TERM");
      drover.out().await("draining");
      // Signals that come together are one request.
      drover.staysFor(Duration.ofMillis(500));

      long asked = System.nanoTime();
      drover.signal("TERM");

      assertThat(drover.awaitExit()).isEqualTo(1);
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
      assertThat(drover.out().text()).endsWith("killed");
    }
  }

  @Test
  void aSignalBeforeThereIsAReplicaIsObeyedToo() throws Exception {
    Path asked = directory.resolve("asked");
    Path mayTell = directory.resolve("may-tell");
    Path java = slowToTellItsVersion(asked, mayTell);
    try (DroverProcess drover = start(new DroverCommand(directory), "--java", java.toString())) {
      Deadline.awaitText(asked, "asked", 1);
      drover.signal("TERM");
      drover.out().await("draining");
      Files.createFile(mayTell);

      assertThat(drover.awaitExit()).isZero();
      assertThat(drover.out().text()).endsWith("stopped");
      assertThat(drover.err().all()).isEmpty();
    }
  }

  private Path slowToTellItsVersion(Path asked, Path mayTell) throws IOException {
    Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
    String script =
        """
        #!/bin/sh
        echo asked >%s
        until [ -e %s ]; do sleep 0.05; done
        exec %s/bin/java "$@"
        """;
    Files.writeString(java, script.formatted(asked, mayTell, System.getProperty("java.home")));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return java;
  }

  @Test
  void controlCInATerminalIsTheSupervisorsAloneToHandle() throws Exception {
    DroverCommand command = new DroverCommand(directory).interruptible().through("setsid");
    try (DroverProcess drover = start(command)) {
      drover.awaitUp();
      List<Long> replicas = drover.replicas();
      List<HttpConnection> slow = slowRequestToEach(replicas, 1_500);

      // As the terminal does: to the whole foreground process group.
      DroverProcess.signal("INT", "-" + drover.pid());

      expectAnswers(replicas, slow);
      assertThat(drover.awaitExit()).isZero();
      assertThat(drover.err().all()).isEmpty();
    }
  }

  /** How often: the system property {@code drover.test.orphanRounds}. */
  @Test
  void replicasOfAKilledSupervisorFinishAndEndByThemselvesAndLeaveNothing() throws Exception {
    int rounds = Integer.getInteger("drover.test.orphanRounds", 3);
    for (int round = 1; round <= rounds; round++) {
      long took = orphanRound();
      System.out.println("orphan round " + round + ": all gone after " + took + " ms");
    }
  }

  private long orphanRound() throws Exception {
    try (DroverProcess drover = start(new DroverCommand(directory))) {
      drover.awaitUp();
      List<Long> replicas = drover.replicas();
      List<HttpConnection> slow = slowRequestToEach(replicas, 1_000);
      long killed = System.nanoTime();

      drover.signal("KILL");

      expectAnswers(replicas, slow);
      replicas.forEach(DroverProcess::awaitGone);
      Duration took = Duration.ofNanos(System.nanoTime() - killed);
      assertThat(took).isLessThan(Duration.ofSeconds(8));
      drover.awaitNothingLeft();
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
      return took.toMillis();
    }
  }

  private DroverProcess start(DroverCommand command, String... more) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                DroverCommand.app("ProbeServer"),
                "--conf",
                DroverCommand.conf(port),
                "--replicas",
                "2",
                "--drain",
                "5s",
                "--grace",
                "8s"));
    flags.addAll(List.of(more));
    return command.run(flags.toArray(String[]::new));
  }

  /** Returns when the requests are being handled, one in each replica. */
  private List<HttpConnection> slowRequestToEach(List<Long> replicas, int millis)
      throws IOException {
    assertThat(replicas).hasSize(2);
    List<HttpConnection> connections = new ArrayList<>();
    for (long pid : replicas) {
      HttpConnection connection = HttpConnection.to(pid, port);
      connection.send("/slow?of=" + millis);
      connections.add(connection);
    }
    return connections;
  }

  private static void expectAnswers(List<Long> replicas, List<HttpConnection> connections)
      throws IOException {
    for (int i = 0; i < replicas.size(); i++) {
      try (HttpConnection connection = connections.get(i)) {
        assertThat(connection.receive()).isEqualTo("slow answer of " + replicas.get(i));
      }
    }
  }
}
