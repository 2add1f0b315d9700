package dev.drover.supervisor;

import dev.drover.config.Durations;
import dev.drover.config.RestartPolicy;
import dev.drover.restart.Backoff;
import dev.drover.restart.RestartWindow;
import java.time.Duration;
import java.util.function.LongUnaryOperator;

/**
 * Decides what follows the end of a slot's replica: another one and when, or none any more. Pure,
 * but for the chance in the delay. It remembers the restarts of one launch; another launch begins
 * with a new rule. Confined to the supervisor's context.
 */
final class RestartRule {

  /** What follows. */
  sealed interface Verdict {}

  /** Another replica after the delay. */
  record Again(Duration delay) implements Verdict {}

  /** None: it has done what it was to do. */
  record Finished() implements Verdict {}

  /**
   * None: it has been restarted too often.
   *
   * @param why for people
   */
  record Failed(String why) implements Verdict {}

  private final RestartPolicy policy;
  private final RestartWindow window;
  private final Backoff backoff = new Backoff();
  private final LongUnaryOperator random;

  /**
   * @param random gives a number from 0 to its argument, which it excludes
   */
  RestartRule(RestartPolicy policy, LongUnaryOperator random) {
    this.policy = policy;
    this.window = new RestartWindow(policy);
    this.random = random;
  }

  /**
   * A replica has ended unasked; counts as a restart unless none is wanted.
   *
   * @param lived how long the last one that served was alive
   * @param now on any clock that only goes forward
   */
  Verdict ended(ReplicaExit exit, Duration lived, Duration now) {
    if (!policy.wants(exit.isSuccess())) {
      return new Finished();
    }
    if (!window.allows(now)) {
      return new Failed(
          "restarted %d times within %s; %s"
              .formatted(policy.limit(), Durations.format(policy.period()), exit));
    }
    return new Again(backoff.next(lived, random));
  }
}
