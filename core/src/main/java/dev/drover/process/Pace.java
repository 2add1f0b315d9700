package dev.drover.process;

import java.util.concurrent.TimeUnit;

/**
 * Whether bytes come so fast that the reader had better not wait for an event. Programs write few
 * KiB at a time, and who waits is woken, and takes the writer's time for it, for each of these
 * pieces. It ends with the first moment in which nothing comes.
 *
 * <p>Times are {@link System#nanoTime}'s. On one thread.
 */
final class Pace {
  /** How long it is measured. */
  static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(1);

  /** In that time. */
  static final long FAST = 256 * 1024;

  private long since;
  private long last;
  private long bytes;
  private boolean fast;

  Pace(long now) {
    since = now;
    last = now;
  }

  void came(long now, int count) {
    last = now;
    bytes += count;
    long took = now - since;
    if (took >= WINDOW) {
      // By rate, since a reader that was paused looks late.
      fast = bytes / (double) took >= FAST / (double) WINDOW;
      since = now;
      bytes = 0;
    }
  }

  /** The pipe was empty. */
  void nothingCame(long now) {
    fast &= now - last < Patience.MOMENT;
  }

  boolean isFast() {
    return fast;
  }
}
