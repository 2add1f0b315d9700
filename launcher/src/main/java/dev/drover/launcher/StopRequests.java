package dev.drover.launcher;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Tells being asked to stop again from being asked once, in more than one way. */
final class StopRequests implements Runnable {
  /**
   * A terminal or a tool like timeout(1) may signal a process and its group: that is one request.
   */
  private static final Duration ONE_REQUEST = Duration.ofMillis(300);

  private final Runnable first;
  private final Runnable again;
  private final LongSupplier nanoTime;
  private Long firstAt;

  StopRequests(Runnable first, Runnable again, LongSupplier nanoTime) {
    this.first = first;
    this.again = again;
    this.nanoTime = nanoTime;
  }

  /** A signal has come. Runs what follows from it on this thread. */
  @Override
  public void run() {
    long now = nanoTime.getAsLong();
    Long since;
    synchronized (this) {
      since = firstAt == null ? null : now - firstAt;
      firstAt = firstAt == null ? Long.valueOf(now) : firstAt;
    }
    if (since == null) {
      first.run();
    } else if (since > ONE_REQUEST.toNanos()) {
      again.run();
    }
  }
}
