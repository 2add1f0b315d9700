package dev.drover.cluster;

import java.time.Duration;

/**
 * How often and how long {@link Requests#requestWithRetry} tries.
 *
 * @param attempts sent at most, the first included; at least 1
 * @param deadline for all of it, the pauses included
 * @param onTimeout whether a request that has got no reply within its send timeout is sent again
 *     too; then have the send timeout be a fraction of the deadline
 */
public record RequestRetry(int attempts, Duration deadline, boolean onTimeout) {

  /**
   * 30 attempts within 30 s, none after a timeout: time enough for the only replica of a service to
   * be started again.
   */
  public static final RequestRetry DEFAULT = new RequestRetry(30, Duration.ofSeconds(30), false);

  public RequestRetry {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be >= 1, was " + attempts);
    }
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("deadline must be longer than 0, was " + deadline);
    }
  }

  public RequestRetry withAttempts(int most) {
    return new RequestRetry(most, deadline, onTimeout);
  }

  public RequestRetry withDeadline(Duration all) {
    return new RequestRetry(attempts, all, onTimeout);
  }

  public RequestRetry withOnTimeout(boolean again) {
    return new RequestRetry(attempts, deadline, again);
  }
}
