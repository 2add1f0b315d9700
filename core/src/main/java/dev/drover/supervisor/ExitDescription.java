package dev.drover.supervisor;

import java.util.Map;

/** Says how a process ended, as far as its exit code tells. */
final class ExitDescription {
  private static final int SIGNALLED = 128;
  private static final Map<Integer, String> SIGNALS =
      Map.ofEntries(
          Map.entry(1, "SIGHUP"),
          Map.entry(2, "SIGINT"),
          Map.entry(3, "SIGQUIT"),
          Map.entry(4, "SIGILL"),
          Map.entry(6, "SIGABRT"),
          Map.entry(7, "SIGBUS"),
          Map.entry(8, "SIGFPE"),
          Map.entry(9, "SIGKILL"),
          Map.entry(11, "SIGSEGV"),
          Map.entry(13, "SIGPIPE"),
          Map.entry(14, "SIGALRM"),
          Map.entry(15, "SIGTERM"));

  private ExitDescription() {}

  /**
   * @param code as the JDK reports it: for it, death by a signal and an exit with 128 plus the
   *     signal's number are the same
   */
  static String of(int code) {
    String signal = SIGNALS.get(code - SIGNALLED);
    return signal == null
        ? "exit code " + code
        : "exit code " + code + " (likely killed by " + signal + ")";
  }
}
