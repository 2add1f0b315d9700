package dev.drover.supervisor;

import dev.drover.config.Durations;
import dev.drover.supervisor.ReloadException.Reason;
import java.time.Duration;
import java.util.List;

/**
 * What is noted of one replica while it lives, to say of it when it has ended why it was no use:
 * its last output, what its ready check found, why the application did not start. Confined to the
 * supervisor's context, but for {@link #wrote}.
 */
final class FailureNotes {
  private final LastLines lastLines = new LastLines();
  private String notReadyYet;
  private ReplicaFailure failure;

  /** May be called on any thread. */
  void wrote(String line) {
    lastLines.add(line);
  }

  /** The application does not answer as its ready check wants it. */
  void notReadyYet(String why) {
    notReadyYet = why;
  }

  /**
   * It has had the time to get ready.
   *
   * @return what is wrong with it, for people
   */
  String notReadyWithin(Duration limit) {
    String late = "not ready within " + Durations.format(limit);
    String why = notReadyYet == null ? late : late + " (" + notReadyYet + ")";
    failure = new ReplicaFailure(Reason.NOT_READY, why, List.of());
    return why;
  }

  void didNotStart(List<String> cause) {
    failure = new ReplicaFailure(Reason.START_FAILED, "did not start", cause);
  }

  /** Why it is no use. */
  ReplicaFailure after(ReplicaExit exit) {
    if (failure != null && !failure.lines().isEmpty()) {
      return failure;
    }
    Reason reason = failure == null ? Reason.CRASHED : failure.reason();
    String why =
        failure == null ? "ended (" + exit + ") before it had proved itself" : failure.why();
    return new ReplicaFailure(reason, why, lastLines.snapshot());
  }
}
