package dev.drover.supervisor;

import dev.drover.config.RestartPolicy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts the restarts of one slot within the policy's sliding window. */
final class RestartWindow {
  private final RestartPolicy policy;
  private final Deque<Duration> restarts = new ArrayDeque<>();

  RestartWindow(RestartPolicy policy) {
    this.policy = policy;
  }

  /**
   * Records a restart; false once the policy's limit is passed.
   *
   * @param now on any clock that only goes forward
   */
  boolean allows(Duration now) {
    restarts.removeIf(past -> past.compareTo(now.minus(policy.period())) <= 0);
    restarts.addLast(now);
    return restarts.size() <= policy.limit();
  }
}
