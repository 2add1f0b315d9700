package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code drover verify} of an application that loses nothing, and of some that do. */
class VerifyIT {
  // Processes start and end a dozen times in one verification.
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path directory;

  @Test
  void aReloadLosesNothingAndAKillOrHangOnlyWhatWasInFlight() {
    DroverAnswer answer =
        verify(
            "ProbeServer",
            "--url=/pid",
            "--reloads=1",
            "--kills=1",
            "--hangs=1",
            "--rate=100",
            "--json");

    assertThat(answer.exitCode()).as("%s\n%s", answer.out(), answer.err()).isZero();
    assertThat(answer.err()).as("stack traces and logs").doesNotContain("SEVERE", "Exception");
    JsonObject report = new JsonObject(answer.out());
    assertThat(report.getBoolean("passed")).isTrue();
    assertThat(report.getJsonObject("lost").getLong("total")).isZero();
    assertThat(report.getLong("answered"))
        .isEqualTo(report.getLong("requests") - report.getJsonObject("inFlight").getLong("total"))
        .isGreaterThan(200);
    JsonObject recovery = report.getJsonObject("recoveryMs");
    assertThat(recovery.getJsonArray("reload")).hasSize(1);
    assertThat(recovery.getJsonArray("kill")).hasSize(1);
    assertThat(recovery.getJsonArray("hang")).hasSize(1);
    assertThat(report.getJsonObject("phases").getJsonObject("kill").getLong("requests"))
        .isPositive();
  }

  @Test
  void anApplicationThatDropsRequestsFails() {
    DroverAnswer answer =
        verify(
            "DroppingServer",
            "--replicas=1",
            "--reloads=0",
            "--kills=0",
            "--hangs=0",
            "--duration=1s");

    assertThat(answer.exitCode()).as(answer.err()).isEqualTo(1);
    assertThat(answer.out())
        .containsPattern("lost +\\d+: reset \\d+, status \\d+")
        .contains("lost: ", "steady, reset after ", "status 503")
        .endsWith("FAILED");
  }

  @Test
  void whatDoesNotStartSaysWhyAndWhatDoesNotAnswerWellIsAUsageError() {
    DroverAnswer broken = verify("FailingStart", "--replicas=1", "--restart-limit=0");
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.err()).contains("the store is locked");

    DroverAnswer wrongPath = verify("ProbeServer", "--replicas=1", "--url=/nothing");
    assertThat(wrongPath.exitCode()).isEqualTo(2);
    assertThat(wrongPath.err()).contains("/nothing answers with status 500", "--url");
  }

  private DroverAnswer verify(String app, String... args) {
    String[] all = new String[args.length + 4];
    all[0] = "verify";
    all[1] = DroverCommand.app(app);
    all[2] = "--hang-after=4s";
    all[3] = "--conf=" + DroverCommand.conf(DroverCommand.freePort());
    System.arraycopy(args, 0, all, 4, args.length);
    try (DroverProcess verify = new DroverCommand(directory).start(all)) {
      return DroverAnswer.of(verify, PATIENCE);
    }
  }
}
