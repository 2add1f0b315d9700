package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code drover run} of a program that is no JVM. */
class ProgramIT {

  @TempDir Path directory;

  @Test
  void theOutputIsShownAndTheRunEndsWithTheProgram() throws Exception {
    try (DroverProcess drover =
        run("proc:seq 3", "--conf", "{\"restart\": {\"policy\": \"never\"}}")) {
      assertThat(drover.awaitExit()).isZero();

      assertThat(drover.out().all()).containsSubsequence("1", "2", "3");
      assertThat(drover.out().text())
          .contains("seq is up, in this JVM", "on the bus proc:seq 3", "seq has ended");
      assertThat(drover.err().all()).isEmpty();
    }
  }

  @Test
  void linesOfSeveralAreLabelledAndTheirStopIsTheRunsStop() throws Exception {
    try (DroverProcess drover = run("sh:echo at $$; exec sleep 60", "--instances", "2")) {
      long first = pid(drover.out().await("echo#1 | at "));
      long second = pid(drover.out().await("echo#2 | at "));
      drover.awaitUp();

      drover.signal("TERM");

      assertThat(drover.awaitExit()).isZero();
      assertThat(ProcessHandle.of(first)).isEmpty();
      assertThat(ProcessHandle.of(second)).isEmpty();
    }
  }

  private static long pid(String line) {
    return Long.parseLong(line.replaceFirst(".* at ", ""));
  }

  @Test
  void aProgramThatKeepsFailingFailsTheRun() throws Exception {
    try (DroverProcess drover =
        run("sh:echo oops >&2; exit 3", "--conf", "{\"restart\": {\"limit\": 1}}")) {
      assertThat(drover.awaitExit()).isEqualTo(1);

      assertThat(drover.err().count("oops")).isEqualTo(2);
      assertThat(drover.err().text()).contains("is not started again: it ended 2 times", "code 3");
    }
  }

  @Test
  void aMalformedCommandIsShownWithItsPlace() throws Exception {
    try (DroverProcess drover = run("proc:java -jar app.jar | tee x.java")) {
      assertThat(drover.awaitExit()).isEqualTo(2);

      assertThat(drover.err().text())
          .endsWith("\nproc:java -jar app.jar | tee x.java\n                       ^");
    }
  }

  private DroverProcess run(String... args) {
    return new DroverCommand(directory).interruptible().run(args);
  }
}
