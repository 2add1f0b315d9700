package dev.drover.launcher;

import java.time.Duration;

/** What a command that has ended has said. */
record DroverAnswer(int exitCode, String out, String err) {

  /** Waits for the end. */
  static DroverAnswer of(DroverProcess process) {
    return of(process, process.awaitExit());
  }

  /** Waits for the end of a command that does much. */
  static DroverAnswer of(DroverProcess process, Duration patience) {
    return of(process, process.awaitExit(patience));
  }

  private static DroverAnswer of(DroverProcess process, int exitCode) {
    return new DroverAnswer(exitCode, process.out().text(), process.err().text());
  }
}
