package dev.drover.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * CPU and memory of processes, as Linux tells them; nothing elsewhere. The CPU is that of the time
 * since it was asked for last, or since the process started when that is too long ago to mean now.
 * Not thread-safe.
 */
final class ProcessUsage {
  private static final Path PROC = Path.of("/proc");
  private static final long LATELY = TimeUnit.SECONDS.toNanos(60);
  private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(200);

  // USER_HZ, the unit of /proc/PID/stat, is 100 on every architecture that Linux has today.
  private static final long NANOS_PER_TICK = TimeUnit.SECONDS.toNanos(1) / 100;

  // Of the fields behind the name in parentheses: state is the first.
  private static final int UTIME = 11;
  private static final int STIME = 12;
  private static final int START = 19;

  /**
   * @param cpuPercent of one core
   */
  record Reading(double cpuPercent, long rssBytes) {}

  private record Sample(long at, long cpu, Reading reading) {}

  private Map<Long, Sample> last = new HashMap<>();

  /** Blocks briefly. What has ended, or cannot be read, is left out. */
  Map<Long, Reading> of(List<Long> pids) {
    Map<Long, Sample> fresh = new HashMap<>();
    Map<Long, Reading> readings = new HashMap<>();
    for (long pid : pids) {
      try {
        Sample sample = sample(pid, last.get(pid));
        fresh.put(pid, sample);
        readings.put(pid, sample.reading());
      } catch (IOException | RuntimeException goneOrNoLinux) {
        continue;
      }
    }
    last = fresh;
    return readings;
  }

  private static Sample sample(long pid, Sample before) throws IOException {
    String stat = Files.readString(PROC.resolve(pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long now = System.nanoTime();
    if (before != null && now - before.at() < LEAST) {
      return before;
    }
    long cpu = (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * NANOS_PER_TICK;
    boolean recent = before != null && now - before.at() < LATELY;
    long time = recent ? now - before.at() : lived(Long.parseLong(fields[START]));
    long used = recent ? cpu - before.cpu() : cpu;
    double percent = Math.round(1_000.0 * used / Math.max(1, time)) / 10.0;
    return new Sample(now, cpu, new Reading(percent, rssBytes(pid)));
  }

  private static long rssBytes(long pid) throws IOException {
    try (Stream<String> lines = Files.lines(PROC.resolve(pid + "/status"))) {
      String line = lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
    }
  }

  /** Nanoseconds since a process started, by the clock since the system was booted. */
  private static long lived(long startTicks) throws IOException {
    String uptime = Files.readString(PROC.resolve("uptime"));
    double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1)) - startTicks * NANOS_PER_TICK;
  }
}
