package dev.drover.launcher;

import java.util.List;

/** Ends the launcher with a message for the user; never needs a stack trace. */
final class LaunchFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;
  private final List<String> lines;

  LaunchFailure(ExitCode code, List<String> lines) {
    super(String.join("\n", lines), null, false, false);
    this.code = code;
    this.lines = List.copyOf(lines);
  }

  LaunchFailure(ExitCode code, String... lines) {
    this(code, List.of(lines));
  }

  ExitCode code() {
    return code;
  }

  List<String> lines() {
    return lines;
  }
}
