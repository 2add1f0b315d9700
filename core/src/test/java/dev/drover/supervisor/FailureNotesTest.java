package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.process.ExitStatus;
import dev.drover.supervisor.ReloadException.Reason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a replica that was no use. */
final class FailureNotesTest {
  private static final ReplicaExit EXIT = new ReplicaExit(ExitStatus.code(3), null);

  private final FailureNotes notes = new FailureNotes();

  @Test
  void oneOfWhichNothingIsKnownHasCrashedAndItsLastLinesTellWhy() {
    notes.wrote("the last words");
    assertThat(notes.after(EXIT))
        .isEqualTo(
            new ReplicaFailure(
                Reason.CRASHED,
                "ended (exit code 3) before it had proved itself",
                List.of("the last words")));
  }

  @Test
  void whyTheApplicationDidNotStartIsToldInsteadOfItsOutput() {
    notes.wrote("a stack trace");
    notes.didNotStart(List.of("no database"));
    assertThat(notes.after(EXIT))
        .isEqualTo(
            new ReplicaFailure(Reason.START_FAILED, "did not start", List.of("no database")));
  }

  @Test
  void oneThatWasNotReadyInTimeIsToldWithWhatItsCheckFoundLast() {
    notes.wrote("waiting");
    notes.notReadyYet("GET /ready is not answered");
    notes.notReadyYet("GET /ready answered 503");
    String why = notes.notReadyWithin(Duration.ofSeconds(30));
    assertThat(why).isEqualTo("not ready within 30s (GET /ready answered 503)");
    assertThat(notes.after(EXIT))
        .isEqualTo(new ReplicaFailure(Reason.NOT_READY, why, List.of("waiting")));
  }
}
