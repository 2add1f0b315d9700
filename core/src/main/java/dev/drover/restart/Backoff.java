package dev.drover.restart;

import java.time.Duration;
import java.util.function.LongUnaryOperator;

/**
 * How long to wait before the next restart of one slot: anything from nothing to a bound (full
 * jitter, so that replicas that crash together do not start together), and the bound grows x1.5
 * with each restart, by default from 100 ms to 15 s, until what restarts has lived for 30 s. Not
 * thread-safe: its owner's context calls it.
 */
public final class Backoff {
  public static final Duration FIRST = Duration.ofMillis(100);
  public static final Duration LONGEST = Duration.ofSeconds(15);
  public static final Duration RESET_AFTER = Duration.ofSeconds(30);

  private final Duration first;
  private final Duration longest;
  private long boundMillis;

  /** From {@link #FIRST} to {@link #LONGEST}. */
  public Backoff() {
    this(FIRST, LONGEST);
  }

  /** With bounds of its own. */
  public Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    this.boundMillis = first.toMillis();
  }

  /**
   * @param lived how long what has ended was alive
   * @param random gives a number from 0 to its argument, which it excludes
   */
  public Duration next(Duration lived, LongUnaryOperator random) {
    if (lived.compareTo(RESET_AFTER) >= 0) {
      boundMillis = first.toMillis();
    }
    Duration delay = Duration.ofMillis(random.applyAsLong(boundMillis + 1));
    boundMillis = Math.min(boundMillis * 3 / 2, longest.toMillis());
    return delay;
  }
}
