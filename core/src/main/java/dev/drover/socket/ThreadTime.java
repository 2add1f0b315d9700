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
    try {
      // "time on a CPU, time waiting for one, time slices"
      return schedstat == null
          ? 0
          : Long.parseLong(Files.readString(schedstat, US_ASCII).split(" ")[1].trim());
    } catch (IOException | RuntimeException e) {
      return 0; // The thread is over, or this kernel does not count.
    }
  }
}
