package dev.drover.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code /proc/self} tells. */
final class Proc {
  private static final double TICKS_PER_SECOND = 100;
  private static final int USER_TIME = 11;

  private Proc() {}

  /** Seconds of this process. */
  static double cpuOfSelf() throws IOException {
    return ticks(2) / TICKS_PER_SECOND;
  }

  /** Seconds of this process and its ended children. */
  static double cpuOfAll() throws IOException {
    return ticks(4) / TICKS_PER_SECOND;
  }

  private static long ticks(int fields) throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] values = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long sum = 0;
    for (int field = 0; field < fields; field++) {
      sum += Long.parseLong(values[USER_TIME + field]);
    }
    return sum;
  }

  static long threads() throws IOException {
    return status("Threads:");
  }

  static double rssMib() throws IOException {
    return status("VmRSS:") / 1024.0;
  }

  private static long status(String key) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.substring(key.length()).replace("kB", "").strip());
      }
    }
    throw new IllegalStateException(key);
  }
}
