package dev.drover.process;

import java.io.IOException;
import java.util.Optional;

/** A command that started but did not end with code 0; carries all that is known of it. */
public final class ExecException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String command;
  private final transient ProcessResult result;
  private final StopCause stopCause;

  ExecException(String command, ProcessResult result, StopCause stopCause, Throwable cause) {
    super(describe(command, result, stopCause), cause);
    this.command = command;
    this.result = result;
    this.stopCause = stopCause;
  }

  private static String describe(String command, ProcessResult result, StopCause stopCause) {
    if (stopCause == null) {
      return "command '" + command + "' ended with " + result.exit() + lastLine(result.stderr());
    }
    String why =
        switch (stopCause) {
          case TIMEOUT -> "ran into its timeout";
          case CANCELLED -> "was cancelled";
          case MAX_BUFFER -> "wrote more than maxBuffer; raise it, or let it truncate or spill";
          case SPILL_FAILED -> "was stopped because its output could not be kept in a file";
          case CLOSED -> "was stopped because its owner closed";
        };
    return "command '" + command + "' " + why + " (" + result.exit() + ")";
  }

  private static String lastLine(Output stderr) {
    String text = stderr.text().strip();
    return text.isEmpty() ? "" : ": " + text.substring(text.lastIndexOf('\n') + 1);
  }

  /** The command with its arguments. */
  public String command() {
    return command;
  }

  /** How it ended and what it wrote until then. */
  public ProcessResult result() {
    return result;
  }

  /** Why Drover ended it; empty when it ended by itself. */
  public Optional<StopCause> stopCause() {
    return Optional.ofNullable(stopCause);
  }
}
