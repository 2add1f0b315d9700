package dev.drover.supervisor;

import dev.drover.process.ExitStatus;

/**
 * How a replica ended.
 *
 * @param status as the system told it: a code or a signal, never both; null when the replica could
 *     not be started at all, or nobody knows its end
 * @param reason what the status does not say, such as {@code not ready within 60s}; else null
 */
public record ReplicaExit(ExitStatus status, String reason) {

  /** Whether it ended with code 0. */
  public boolean isSuccess() {
    return status != null && status.isSuccess();
  }

  /** This end, and why it was brought about; {@code why} may be null. */
  ReplicaExit because(String why) {
    if (why == null) {
      return this;
    }
    return new ReplicaExit(status, reason == null ? why : why + "; " + reason);
  }

  /** For people: {@code exit code 1}, {@code killed by SIGKILL}; the reason, if any, first. */
  @Override
  public String toString() {
    if (status == null) {
      return reason;
    }
    String end =
        status.signal() == null
            ? "exit code " + status.code()
            : "killed by " + status.signal().name();
    return reason == null ? end : reason + "; " + end;
  }
}
