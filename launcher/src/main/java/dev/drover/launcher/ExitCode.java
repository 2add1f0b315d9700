package dev.drover.launcher;

/** How the launcher ends, as the shell sees it. */
enum ExitCode {
  /** Help was shown, or the application was drained and stopped. */
  OK(0),
  /** The application did not start, gave up, or was killed while it drained. */
  FAILED(1),
  /** The command line or the configuration is wrong. */
  USAGE(2),
  /** What should be run or operated, or a part of its class path, does not exist. */
  NOT_FOUND(3),
  /** A reload was undone: what ran before still runs. */
  ROLLED_BACK(4);

  private final int value;

  ExitCode(int value) {
    this.value = value;
  }

  /** {@link #FAILED} for one that is none of these, such as after a signal. */
  static ExitCode of(int value) {
    for (ExitCode each : values()) {
      if (each.value == value) {
        return each;
      }
    }
    return FAILED;
  }

  int value() {
    return value;
  }
}
