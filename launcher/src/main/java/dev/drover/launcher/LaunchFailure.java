package dev.drover.launcher;

import java.util.List;

/** Ends the launcher with a message for the user; never needs a stack trace. */
final class LaunchFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;
  private final List<String> lines;
  private final boolean verbatim;

  private LaunchFailure(ExitCode code, List<String> lines, boolean verbatim) {
    super(String.join("\n", lines), null, false, false);
    this.code = code;
    this.lines = List.copyOf(lines);
    this.verbatim = verbatim;
  }

  LaunchFailure(ExitCode code, List<String> lines) {
    this(code, lines, false);
  }

  /** With lines of another program, which are shown as that program shows them. */
  static LaunchFailure verbatim(ExitCode code, List<String> lines) {
    return new LaunchFailure(code, lines, true);
  }

  LaunchFailure(ExitCode code, String... lines) {
    this(code, List.of(lines));
  }

  ExitCode code() {
    return code;
  }

  boolean isVerbatim() {
    return verbatim;
  }

  List<String> lines() {
    return lines;
  }
}
