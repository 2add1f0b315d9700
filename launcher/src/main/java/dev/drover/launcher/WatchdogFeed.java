package dev.drover.launcher;

import java.time.Duration;

/**
 * Decides whether the service manager's watchdog is fed. That the supervisor's event loop turns is
 * seen by who asks; this is about its work: replicas that take traffic beat, and one that does not
 * is replaced. So a replica that hangs changes nothing, but when none of them has been heard for
 * longer than that takes, and they still count as ready, the supervisor does not do its work.
 *
 * <p>Its clock goes by the questions: one that comes late means that this process stood still, and
 * then what it has not heard is no fault of its own.
 */
final class WatchdogFeed {
  private static final int LATE = 2;

  private final Duration interval;
  private final Duration limit;
  private Duration asked;
  private Duration silent = Duration.ZERO;
  private boolean debugged;

  /**
   * @param interval at which it is asked
   * @param limit how long silence is another's affair
   * @param now any clock that nobody sets
   */
  WatchdogFeed(Duration interval, Duration limit, Duration now) {
    this.interval = interval;
    this.limit = limit;
    this.asked = now;
  }

  /**
   * A replica has told how it is.
   *
   * @param byDebugged whether a debugger may stop it at any time
   */
  void heard(boolean byDebugged) {
    silent = Duration.ZERO;
    debugged = byDebugged;
  }

  /**
   * @param expected whether there is a replica that has to be heard
   */
  boolean isDue(Duration now, boolean expected) {
    Duration step = now.minus(asked);
    Duration longest = interval.multipliedBy(LATE);
    asked = now;
    silent = expected ? silent.plus(step.compareTo(longest) < 0 ? step : longest) : Duration.ZERO;
    return debugged || silent.compareTo(limit) < 0;
  }
}
