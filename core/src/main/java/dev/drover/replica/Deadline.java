package dev.drover.replica;

import java.time.Duration;

/** A moment on the JVM's own clock, which nobody can set. */
final class Deadline {
  private final long nanos;

  /** {@code time} from now. */
  Deadline(Duration time) {
    this(System.nanoTime() + time.toNanos());
  }

  private Deadline(long nanos) {
    this.nanos = nanos;
  }

  Deadline plus(Duration time) {
    return new Deadline(nanos + time.toNanos());
  }

  /** Never negative. */
  Duration remaining() {
    return Duration.ofNanos(remainingNanos());
  }

  /** Never negative. */
  long remainingNanos() {
    return Math.max(0, nanos - System.nanoTime());
  }
}
