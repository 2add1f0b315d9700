package dev.drover.process;

/**
 * How a child process ended: with a code or by a signal, never both.
 *
 * @param code from 0 to 255 (Windows: any), or null when a signal ended the child
 * @param signal that ended the child, or null when it exited with a code. The JDK back end knows a
 *     signal only when Drover itself sent it; another's SIGTERM reads as code 143 there.
 */
public record ExitStatus(Integer code, Signal signal) {

  public ExitStatus {
    if ((code == null) == (signal == null)) {
      throw new IllegalArgumentException(
          "an exit has a code or a signal, was " + code + " and " + signal);
    }
  }

  public static ExitStatus code(int code) {
    return new ExitStatus(code, null);
  }

  public static ExitStatus signal(Signal signal) {
    return new ExitStatus(null, signal);
  }

  /** Whether the child exited with code 0. */
  public boolean isSuccess() {
    return code != null && code == 0;
  }

  /** {@code code 3} or {@code signal SIGKILL}. */
  @Override
  public String toString() {
    return signal == null ? "code " + code : "signal " + signal;
  }
}
