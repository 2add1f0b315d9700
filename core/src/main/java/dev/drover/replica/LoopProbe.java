package dev.drover.replica;

import dev.drover.socket.RunningLoop;
import java.time.Duration;

/**
 * Asks one event loop to run a task, and when it has, again. A loop that does not come to it is
 * stuck for as long as that lasts, less the time in which the loop's thread could not run because
 * the machine was busy, or this whole JVM stood still. Confined to the thread that calls {@link
 * #round}, but for the task.
 */
final class LoopProbe {
  private final RunningLoop loop;
  private final long longestStepNanos;

  private final Runnable answer = this::answer;
  private volatile boolean answered = true;
  private volatile long lagNanos;
  private volatile long askedAt;
  private long lastRound;
  private long stuckNanos;
  private long waitedNanos;

  /**
   * @param longestStep a round that comes later than this is late because the JVM stood still
   */
  LoopProbe(RunningLoop loop, Duration longestStep) {
    this.loop = loop;
    this.longestStepNanos = longestStep.toNanos();
  }

  /**
   * Looks whether the last task has run.
   *
   * @param now by {@link System#nanoTime}
   * @throws java.util.concurrent.RejectedExecutionException when the loop is closed
   */
  LoopBeat round(long now) {
    if (answered) {
      stuckNanos = 0;
      waitedNanos = -1;
      long lag = lagNanos;
      ask(now);
      return new LoopBeat(thread().getName(), 0, lag / 1_000);
    }
    stuckNanos += Math.max(0, Math.min(now - lastRound, longestStepNanos) - waitedSince());
    lastRound = now;
    return new LoopBeat(thread().getName(), stuckNanos / 1_000_000, (now - askedAt) / 1_000);
  }

  Thread thread() {
    return loop.thread();
  }

  private void ask(long now) {
    lastRound = now;
    askedAt = now;
    answered = false;
    loop.loop().execute(answer);
  }

  private void answer() {
    lagNanos = System.nanoTime() - askedAt;
    answered = true;
  }

  /** What the thread has waited for a CPU since the last round; reads it only while stuck. */
  private long waitedSince() {
    long before = waitedNanos;
    waitedNanos = loop.waitedNanos().getAsLong();
    // Before the first round of a stuck loop nobody has looked; it counts from here on.
    return before < 0 ? 0 : Math.max(0, waitedNanos - before);
  }
}
