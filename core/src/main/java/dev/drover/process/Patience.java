package dev.drover.process;

import java.util.concurrent.TimeUnit;

/**
 * Whether to look again at a pipe that was just found empty, instead of sleeping until an event
 * tells of more. A reader that sleeps is woken for every small piece that is written, which costs
 * both sides more than the bytes do, and the kernel moves it to the writer's core for it. So when a
 * sleep has turned out short, the reader stays awake for a moment and gives way meanwhile: a writer
 * on the same core then fills the pipe. After a moment without a byte the next sleep is one again.
 *
 * <p>Times are {@link System#nanoTime}'s. On one thread.
 */
final class Patience {
  /** About what it takes to fall asleep and to be woken. */
  static final long MOMENT = TimeUnit.MICROSECONDS.toNanos(20);

  /** Who gets his core back so late, and finds nothing, shares it with somebody else. */
  static final long LONG = TimeUnit.MICROSECONDS.toNanos(200);

  static final long REST = TimeUnit.MILLISECONDS.toNanos(10);

  private boolean asleep;
  private boolean worthIt;
  private long asleepSince;
  private long lastBytes;
  private long longestWay;
  private long notBefore;

  Patience(long now) {
    lastBytes = now;
    notBefore = now;
  }

  /** An event has told that there is more. */
  void woken(long now) {
    if (asleep) {
      asleep = false;
      worthIt = now - asleepSince < MOMENT && now - notBefore >= 0;
    }
  }

  /** There was something in the pipe. */
  void rewarded(long now) {
    longestWay = 0;
    lastBytes = now;
  }

  /** The reader has let others run for so long. */
  void gaveWay(long nanos) {
    longestWay = Math.max(longestWay, nanos);
  }

  /** The pipe is empty: whether to look again. */
  boolean lasts(long now) {
    if (worthIt && longestWay < LONG && now - lastBytes < MOMENT) {
      return true;
    }
    if (longestWay >= LONG) {
      notBefore = now + REST;
    }
    longestWay = 0;
    worthIt = false;
    asleep = true;
    asleepSince = now;
    return false;
  }
}
