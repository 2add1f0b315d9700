package dev.drover.health;

import dev.drover.replica.Vitals;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What only ever grows of one slot, over all replicas that it has had. Any thread. */
final class SlotCounts {
  final LongAdder cpuNanos = new LongAdder();
  final LongAdder gcMillis = new LongAdder();
  final LongAdder busyNanos = new LongAdder();
  final LongAdder requests = new LongAdder();
  final LongAdder hangs = new LongAdder();

  private final AtomicLongArray exits = new AtomicLongArray(ExitCause.values().length);

  void exited(ExitCause cause) {
    exits.incrementAndGet(cause.ordinal());
  }

  long exits(ExitCause cause) {
    return exits.get(cause.ordinal());
  }

  /**
   * @param before of the same replica
   */
  void add(Vitals before, Vitals now) {
    grow(cpuNanos, before.cpuNanos(), now.cpuNanos());
    grow(gcMillis, before.gcMillis(), now.gcMillis());
    grow(busyNanos, before.busyNanos(), now.busyNanos());
    grow(requests, before.requests(), now.requests());
  }

  /** What the system does not tell is -1. */
  private static void grow(LongAdder sum, long before, long now) {
    sum.add(Math.max(0, now - Math.max(0, before)));
  }
}
