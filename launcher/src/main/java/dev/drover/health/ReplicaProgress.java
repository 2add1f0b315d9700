package dev.drover.health;

import dev.drover.replica.Vitals;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** What one replica has told of late. Any thread. */
final class ReplicaProgress {
  private static final Vitals NOTHING = new Vitals(0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

  private final Duration window;
  private final Deque<Vitals> recent = new ArrayDeque<>();
  private Vitals last = NOTHING;

  /**
   * @param window over which {@link #utilization} is
   */
  ReplicaProgress(Duration window) {
    this.window = window;
  }

  synchronized void heard(Vitals now, SlotCounts counts) {
    counts.add(last, now);
    // Of a sum over threads: one that ends may be missing for a moment.
    last = now.busyNanos() < last.busyNanos() ? withBusy(now, last.busyNanos()) : now;
    recent.addLast(last);
    while (recent.size() > 2 && now.upNanos() - recent.peekFirst().upNanos() > window.toNanos()) {
      recent.removeFirst();
    }
  }

  /**
   * The part of the time in which its event loops had work, on average over them: 0 to 1; NaN where
   * the system does not tell.
   */
  synchronized double utilization() {
    if (recent.size() < 2) {
      return 0;
    }
    Vitals first = recent.getFirst();
    Vitals now = recent.getLast();
    if (now.busyNanos() < 0) {
      return Double.NaN;
    }
    double whole = (double) (now.upNanos() - first.upNanos()) * Math.max(1, now.busyLoops());
    return Math.min(1, Math.max(0, (now.busyNanos() - first.busyNanos()) / whole));
  }

  private static Vitals withBusy(Vitals vitals, long busyNanos) {
    return new Vitals(
        vitals.upNanos(),
        vitals.cpuNanos(),
        vitals.rssBytes(),
        vitals.heapUsedBytes(),
        vitals.heapMaxBytes(),
        vitals.gcMillis(),
        vitals.connections(),
        vitals.requests(),
        busyNanos,
        vitals.busyLoops());
  }
}
