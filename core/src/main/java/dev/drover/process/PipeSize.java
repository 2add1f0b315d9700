package dev.drover.process;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Enlarges a pipe once its child is seen to write faster than it is read: fewer, larger reads. The
 * kernel limits what an unprivileged user may take in all (64 MiB by default), and beyond it gives
 * new pipes one page: so Drover takes only half, and only where it helps.
 */
final class PipeSize {
  private static final int INITIAL = 64 * 1024;
  static final int LARGE = 1024 * 1024;
  private static final AtomicInteger LEFT = new AtomicInteger(32);

  private final PipeEnd end;
  private boolean asked;
  private boolean grown;

  PipeSize(PipeEnd end) {
    this.end = end;
  }

  /**
   * After a read of that many bytes.
   *
   * @return whether the child may have written more since, unnoticed
   */
  boolean growAfter(int count) {
    if (asked || count < INITIAL || end.isSocket()) {
      return false;
    }
    asked = true;
    if (LEFT.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
      return false;
    }
    grown = true;
    if (Libc.fcntl(end.fd().intValue(), Libc.F_SETPIPE_SZ, LARGE) < 0) {
      release(); // The user's limit is reached: the pipe stays as it was.
    }
    return true;
  }

  void release() {
    if (grown) {
      grown = false;
      LEFT.incrementAndGet();
    }
  }
}
