package dev.drover.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How long a thread of this JVM was ready to run while the system let others run: on a busy
 * machine, or when a container is past its CPU quota. From Linux's {@code schedstat}.
 */
final class ThreadTime {
  private static final Path SELF = Path.of("/proc/thread-self");

  private final Path schedstat;

  private ThreadTime(Path schedstat) {
    this.schedstat = schedstat;
  }

  /** Opens nothing yet. */
  static ThreadTime ofCurrentThread() {
    try {
      Path task = Files.readSymbolicLink(SELF);
      return new ThreadTime(Path.of("/proc").resolve(task).resolve("schedstat"));
    } catch (IOException | UnsupportedOperationException e) {
      return new ThreadTime(null); // Not Linux.
    }
  }

  /**
   * Since the thread began, in nanoseconds; 0 where the system does not tell. Reads a file of the
   * kernel's: microseconds.
   */
  long waitedNanos() {
    long[] times = times();
    return times == null ? 0 : times[1];
  }

  /**
   * For how long the thread has had something to do, be it on a CPU or waiting for one: since it
   * began, in nanoseconds; -1 where the system does not tell. Reads a file of the kernel's.
   */
  long busyNanos() {
    long[] times = times();
    return times == null ? -1 : times[0] + times[1];
  }

  /** Null where the system does not tell. */
  private long[] times() {
    try {
      // "time on a CPU, time waiting for one, time slices"
      String[] words =
          schedstat == null ? null : Files.readString(schedstat, US_ASCII).trim().split(" ");
      return words == null ? null : new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])};
    } catch (IOException | RuntimeException e) {
      return null; // The thread is over, or this kernel does not count.
    }
  }
}
