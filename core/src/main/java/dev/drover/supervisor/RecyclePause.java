package dev.drover.supervisor;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long a slot's replica is left alone after one was replaced in vain, or too soon: a new
 * replica that is over the limit as soon as it is there must not be replaced again and again. Pure;
 * times are since any fixed moment.
 */
final class RecyclePause {
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int DOUBLINGS = 6;

  private final DoubleSupplier random;
  private Duration until;
  private int inARow;

  /**
   * @param random from 0 to 1
   */
  RecyclePause(DoubleSupplier random) {
    this.random = random;
  }

  boolean isOver(Duration now) {
    return until == null || now.compareTo(until) >= 0;
  }

  /** What there was does not count any more. */
  void forget() {
    until = null;
    inARow = 0;
  }

  /**
   * One was replaced in vain, or too soon. Doubles, with up to a quarter more by chance.
   *
   * @return how long nothing is tried
   */
  Duration begin(Duration now) {
    Duration grown = FIRST.multipliedBy(1L << Math.min(inARow++, DOUBLINGS));
    long millis = (grown.compareTo(LONGEST) < 0 ? grown : LONGEST).toMillis();
    Duration pause = Duration.ofMillis(millis + (long) (millis / 4 * random.getAsDouble()));
    until = now.plus(pause);
    return pause;
  }
}
