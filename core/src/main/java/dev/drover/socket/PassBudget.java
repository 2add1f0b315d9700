package dev.drover.socket;

import java.util.concurrent.TimeUnit;

/**
 * How many connections a replica may pass on: a few at once, then a few each second. That is enough
 * to even out connections that stay; where each request has a connection of its own, counts go up
 * and down by the hundred in an instant, and passing on at each of them would cost ten times what
 * it saves.
 */
final class PassBudget {
  static final int AT_ONCE = 32;
  static final int PER_SECOND = 20;

  private static final long NANOS_EACH = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

  private int left = AT_ONCE;
  private long countedAt;

  /**
   * @param now {@link System#nanoTime}
   */
  PassBudget(long now) {
    countedAt = now;
  }

  /** Whether one more may be passed on; takes it from the budget if so. */
  boolean take(long now) {
    long earned = (now - countedAt) / NANOS_EACH;
    if (earned > 0) {
      left = (int) Math.min(AT_ONCE, left + earned);
      countedAt += earned * NANOS_EACH;
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
