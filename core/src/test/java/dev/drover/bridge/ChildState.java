package dev.drover.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What the kernel tells about a child. */
final class ChildState {
  private static final Duration DEADLINE = Duration.ofSeconds(15);

  private ChildState() {}

  /**
   * The kernel notifies nobody of that; asked now and then. Of the child or what it has started.
   */
  static void awaitBlockedInWrite(long pid) throws IOException {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    int inARow = 0;
    while (inARow < 10) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("pid " + pid + " does not block in its write");
      }
      inARow = isInPipeWrite(pid) ? inARow + 1 : 0;
      LockSupport.parkNanos(10_000_000);
    }
  }

  static long bytesWritten(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/io")).stream()
        .filter(line -> line.startsWith("wchar: "))
        .mapToLong(line -> Long.parseLong(line.substring("wchar: ".length())))
        .sum();
  }

  private static boolean isInPipeWrite(long pid) throws IOException {
    Stream<Long> all =
        Stream.concat(
            Stream.of(pid),
            ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid));
    for (long each : all.toList()) {
      String where = Files.readString(Path.of("/proc/" + each + "/wchan"));
      if (where.contains("pipe_write")) {
        return true;
      }
    }
    return false;
  }
}
