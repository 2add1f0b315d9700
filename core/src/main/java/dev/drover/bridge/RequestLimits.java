package dev.drover.bridge;

import java.time.Duration;

/**
 * How much may be asked of the children at an address.
 *
 * @param timeout from a message's arrival to its answer
 * @param concurrency messages that one child has at a time and has not answered or taken
 * @param queue messages that may wait for a child in each JVM, be it that all are busy or that none
 *     is ready
 */
public record RequestLimits(Duration timeout, int concurrency, int queue) {
  static final int MOST = 1_000_000;

  /** 30 seconds, 64, 1024. */
  public static final RequestLimits DEFAULT = new RequestLimits(Duration.ofSeconds(30), 64, 1024);

  public RequestLimits {
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException("requests.timeout must be >= 1ms, was " + timeout);
    }
    if (concurrency < 1 || concurrency > MOST || queue < 0 || queue > MOST) {
      throw new IllegalArgumentException(
          "requests.concurrency must be from 1 and requests.queue from 0 to " + MOST);
    }
  }
}
