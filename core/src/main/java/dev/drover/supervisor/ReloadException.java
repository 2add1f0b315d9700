package dev.drover.supervisor;

import java.util.List;

/** A reload was refused, or given up; the message is for people. */
public final class ReloadException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why. */
  public enum Reason {
    /**
     * A reload or a change of scale of this service is under way, and waiting was not asked for.
     */
    REFUSED,
    /** The new configuration is wrong, or the new code cannot be had; no replica was started. */
    NOT_POSSIBLE,
    /** A new replica's application did not start. */
    START_FAILED,
    /** A new replica was not ready in time, or did not pass its ready check. */
    NOT_READY,
    /** A new replica ended before it had proved itself. */
    CRASHED,
    /** The supervisor, or the service, was stopped meanwhile. */
    STOPPED
  }

  private final Reason reason;
  private final List<String> lastOutput;
  private final transient ReloadResult result;

  ReloadException(Reason reason, String message) {
    this(reason, message, List.of(), null, null);
  }

  ReloadException(Reason reason, String message, Throwable cause) {
    this(reason, message, List.of(), null, cause);
  }

  ReloadException(
      Reason reason,
      String message,
      List<String> lastOutput,
      ReloadResult result,
      Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.lastOutput = List.copyOf(lastOutput);
    this.result = result;
  }

  public Reason reason() {
    return reason;
  }

  /**
   * What explains it: why the application of the replica that failed did not start, or else the
   * last lines it has written; empty when no replica was started.
   */
  public List<String> lastOutput() {
    return lastOutput;
  }

  /** What has become of each slot; null when no replica was started. */
  public ReloadResult result() {
    return result;
  }
}
