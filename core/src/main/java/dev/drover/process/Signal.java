package dev.drover.process;

import java.util.List;
import java.util.Locale;

/**
 * A signal, by the numbers of Linux.
 *
 * @param number from 1 to 64
 */
public record Signal(int number) {
  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");
  private static final int HIGHEST = 64;

  public static final Signal HUP = of("HUP");
  public static final Signal INT = of("INT");
  public static final Signal QUIT = of("QUIT");
  public static final Signal KILL = of("KILL");
  public static final Signal USR1 = of("USR1");
  public static final Signal USR2 = of("USR2");
  public static final Signal TERM = of("TERM");
  public static final Signal CONT = of("CONT");
  public static final Signal STOP = of("STOP");

  public Signal {
    if (number < 1 || number > HIGHEST) {
      throw new IllegalArgumentException(
          "signal must be a number from 1 to " + HIGHEST + " or a name, was " + number);
    }
  }

  public static Signal of(int number) {
    return new Signal(number);
  }

  /**
   * By name, with or without {@code SIG}, in any case: {@code SIGTERM}, {@code term}.
   *
   * @throws IllegalArgumentException for a name that no signal has
   */
  public static Signal of(String name) {
    String bare = name.toUpperCase(Locale.ROOT);
    int index = NAMES.indexOf(bare.startsWith("SIG") ? bare.substring("SIG".length()) : bare);
    if (index < 0) {
      throw new IllegalArgumentException("signal '" + name + "' is unknown; try SIGTERM or 15");
    }
    return new Signal(index + 1);
  }

  /** {@code SIGTERM}; {@code SIG34} and so on for the real-time signals, which have no names. */
  public String name() {
    return "SIG" + (number <= NAMES.size() ? NAMES.get(number - 1) : Integer.toString(number));
  }

  @Override
  public String toString() {
    return name();
  }
}
