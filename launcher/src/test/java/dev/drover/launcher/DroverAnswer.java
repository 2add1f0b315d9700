package dev.drover.launcher;

/** What a command that has ended has said. */
record DroverAnswer(int exitCode, String out, String err) {

  /** Waits for the end. */
  static DroverAnswer of(DroverProcess process) {
    int exitCode = process.awaitExit();
    return new DroverAnswer(exitCode, process.out().text(), process.err().text());
  }
}
