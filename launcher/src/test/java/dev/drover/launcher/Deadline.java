package dev.drover.launcher;

import java.time.Duration;
import java.util.function.Supplier;

/** The end of a wait. */
final class Deadline {
  private final long end;

  Deadline(Duration patience) {
    end = System.nanoTime() + patience.toNanos();
  }

  boolean isOver() {
    return end - System.nanoTime() <= 0;
  }

  /**
   * Waits to be notified on {@code monitor}, which the caller holds.
   *
   * @param state said when the deadline is over
   */
  void await(Object monitor, Supplier<String> state) {
    long millis = (end - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new AssertionError(state.get());
    }
    try {
      monitor.wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted: " + state.get(), e);
    }
  }
}
