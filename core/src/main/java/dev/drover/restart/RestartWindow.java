package dev.drover.restart;

import dev.drover.config.RestartPolicy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Counts the restarts of one slot within the policy's sliding window. Not thread-safe: its owner's
 * context calls it.
 */
public final class RestartWindow {
  private final RestartPolicy policy;
  private final Deque<Duration> restarts = new ArrayDeque<>();

  /** Opens an empty window. */
  public RestartWindow(RestartPolicy policy) {
    this.policy = policy;
  }

  /**
   * Records a restart; false once the policy's limit is passed.
   *
   * @param now on any clock that only goes forward
   */
  public boolean allows(Duration now) {
    restarts.removeIf(past -> past.compareTo(now.minus(policy.period())) <= 0);
    restarts.addLast(now);
    return restarts.size() <= policy.limit();
  }
}
