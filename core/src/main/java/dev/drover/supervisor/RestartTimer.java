package dev.drover.supervisor;

import dev.drover.config.RestartPolicy;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;

/**
 * Lets a slot wait for its next replica when one has ended unasked, and counts how often. Whether
 * there is a next one, and how long it takes, {@link RestartRule} decides. Confined to the
 * supervisor's context.
 */
final class RestartTimer {
  private static final long NO_TIMER = -1;
  private static final LongUnaryOperator RANDOM =
      bound -> ThreadLocalRandom.current().nextLong(bound);

  private final SlotTools tools;
  private final LongUnaryOperator random;
  private final Runnable due;
  private RestartRule rule;
  private long timer = NO_TIMER;
  private int restarts;

  /**
   * Call {@link #use} before anything else.
   *
   * @param due called when the next replica is to be started
   */
  RestartTimer(SlotTools tools, Runnable due) {
    this(tools, RANDOM, due);
  }

  /**
   * @param random gives a number from 0 to its argument, which it excludes
   */
  RestartTimer(SlotTools tools, LongUnaryOperator random, Runnable due) {
    this.tools = tools;
    this.random = random;
    this.due = due;
  }

  /** What has ended before does not count any more. */
  void use(RestartPolicy policy) {
    rule = new RestartRule(policy, random);
  }

  /**
   * No replica is left that was to stay: waits for the time of the next one, if there is to be any.
   *
   * @param served how long the last one that had the slot was alive
   */
  RestartRule.Verdict ended(ReplicaExit exit, Duration served) {
    RestartRule.Verdict verdict = rule.ended(exit, served, Duration.ofNanos(System.nanoTime()));
    if (verdict instanceof RestartRule.Again again) {
      restarts++;
      timer = tools.after(again.delay(), this::over);
    }
    return verdict;
  }

  private void over() {
    timer = NO_TIMER;
    due.run();
  }

  /** Whether the next replica is waited for. */
  boolean isRunning() {
    return timer != NO_TIMER;
  }

  /** None is wanted, or there is one. */
  void cancel() {
    tools.vertx().cancelTimer(timer);
    timer = NO_TIMER;
  }

  /** How often one has been waited for, since the slot was made. */
  int restarts() {
    return restarts;
  }
}
