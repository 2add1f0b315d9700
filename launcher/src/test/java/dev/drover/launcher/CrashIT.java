package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that end unasked, and applications that do not start. */
class CrashIT {
  private static final int CLIENTS = 8;

  private final int port = DroverCommand.freePort();

  @TempDir Path directory;

  @Test
  void aKilledReplicaCostsOnlyWhatItHadInFlightAndComesBackByItself() throws Exception {
    String probe = DroverCommand.app("ProbeServer");
    try (DroverProcess drover = run(probe, "--replicas", "2", "--conf", DroverCommand.conf(port))) {
      drover.awaitUp();
      List<Long> before = drover.replicas();
      try (Load load = new Load(CLIENTS, port)) {
        load.awaitAnswers(500);

        DroverProcess.signal("KILL", "" + before.get(0));

        load.awaitAnswers(500);
        String back = drover.out().await(" is ready again, pid ");
        load.awaitAnswer(back.replaceAll(".* pid (\\d+),.*", "$1"));
        load.awaitAnswers(500);
        load.stop();
        assertThat(load.refused()).as("refused").isZero();
        assertThat(load.cut()).as("cut").hasSizeLessThanOrEqualTo(CLIENTS);
      }
      assertThat(drover.replicas()).hasSize(2).contains(before.get(1));
      assertThat(drover.err().all())
          .singleElement()
          .asString()
          .contains("(pid " + before.get(0) + ") has ended", "SIGKILL");
    }
  }

  @Test
  void aSlotPastItsLimitFailsOnceAndTheRestServeOn() throws Exception {
    try (DroverProcess drover = runCrashing(2, 1)) {
      drover.awaitUp();
      List<Long> before = drover.replicas();
      Files.createFile(directory.resolve("crash"));

      DroverProcess.signal("KILL", "" + before.get(0));

      drover.err().await("has failed and is given up: restarted 1 times within");
      assertThat(Spread.of(20, port, "/")).containsOnlyKeys("" + before.get(1));
      assertThat(drover.replicas()).containsExactly(before.get(1));
      assertThat(drover.err().count("is given up")).isEqualTo(1);
    }
  }

  @Test
  void whenAllSlotsHaveFailedTheLauncherEndsWithOneAndTheLastLines() throws Exception {
    Files.createFile(directory.resolve("crash"));

    try (DroverProcess drover = runCrashing(2, 1)) {
      assertThat(drover.awaitExit()).isEqualTo(1);

      assertThat(drover.err().count("is given up")).isEqualTo(2);
      assertThat(drover.err().count("last output of crashing-start#")).isEqualTo(2);
      assertThat(drover.err().all())
          .filteredOn(line -> line.matches("drover +\\|   last words of \\d+"))
          .as("of each slot's first replica and of the one after it")
          .hasSize(4);
    }
  }

  @Test
  void aVerticleThatCannotStartShowsItsCauseAndItsOwnFramesOnly() {
    try (DroverProcess drover = run(DroverCommand.app("FailingStart"))) {
      assertThat(drover.awaitExit()).isEqualTo(1);

      expectCause(drover.err());
      assertThat(drover.out().all()).contains("about to open the store");
    }
  }

  @Test
  void aReplicaThatCannotStartShowsTheSame() {
    String app = DroverCommand.app("FailingStart");
    try (DroverProcess drover = run(app, "--replicas", "1", "--restart-limit", "0")) {
      assertThat(drover.awaitExit()).isEqualTo(1);

      expectCause(drover.err());
    }
  }

  private static void expectCause(OutputLines err) {
    assertThat(err.text())
        .containsOnlyOnce("java.lang.IllegalStateException: the store is locked")
        .containsOnlyOnce("at FailingStart.openStore(FailingStart.java:")
        .doesNotContain("at io.vertx.", "at io.netty.", "at java.", "at dev.drover.");
  }

  private DroverProcess runCrashing(int replicas, int limit) {
    String conf =
        "{\"port\":%d,\"crash\":\"%s\"}".formatted(port, directory.resolve("crash").toString());
    return run(
        DroverCommand.app("CrashingStart"),
        "--conf",
        conf,
        "--instances",
        "1",
        "--replicas",
        "" + replicas,
        "--restart-limit",
        "" + limit);
  }

  private DroverProcess run(String... args) {
    return new DroverCommand(directory).run(args);
  }
}
