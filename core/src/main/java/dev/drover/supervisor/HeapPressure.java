package dev.drover.supervisor;

import dev.drover.replica.Vitals;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decides from what a replica tells of itself whether its heap is full: garbage collection had most
 * of the time of a whole window, and gained nothing by it.
 */
final class HeapPressure {
  private static final double MOST = 0.75;
  private static final double FULL = 0.9;

  private final long windowNanos;

  /** Of the window; the first is at its start, or a little before. */
  private final Deque<Vitals> told = new ArrayDeque<>();

  HeapPressure(Duration window) {
    windowNanos = window.toNanos();
  }

  void heard(Vitals now) {
    if (!isFull(now)) {
      told.clear();
      return;
    }
    told.addLast(now);
    while (told.size() > 2 && told.getLast().upNanos() - second().upNanos() >= windowNanos) {
      told.removeFirst();
    }
  }

  boolean isHigh() {
    return !told.isEmpty() && spanNanos() >= windowNanos && share() >= MOST;
  }

  @Override
  public String toString() {
    Vitals now = told.getLast();
    return "garbage collection took %d%% of the last %ds, and %d of %d MB of the heap are in use"
        .formatted(
            Math.round(100 * share()),
            Duration.ofNanos(spanNanos()).toSeconds(),
            now.heapUsedBytes() >> 20,
            now.heapMaxBytes() >> 20);
  }

  private static boolean isFull(Vitals now) {
    return now.heapUsedBytes() >= FULL * now.heapMaxBytes();
  }

  private Vitals second() {
    return told.stream().skip(1).findFirst().orElseThrow();
  }

  private long spanNanos() {
    return told.getLast().upNanos() - told.getFirst().upNanos();
  }

  private double share() {
    long millis = told.getLast().gcMillis() - told.getFirst().gcMillis();
    return (double) Duration.ofMillis(millis).toNanos() / Math.max(1, spanNanos());
  }
}
