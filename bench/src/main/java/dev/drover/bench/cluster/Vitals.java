package dev.drover.bench.cluster;

import com.sun.management.OperatingSystemMXBean;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a member takes. Linux only. */
final class Vitals {
  private static final String ESTABLISHED = "01";

  private Vitals() {}

  /** After a garbage collection. */
  static Future<JsonObject> read(Vertx vertx) {
    return vertx.executeBlocking(
        () -> {
          System.gc();
          return new JsonObject()
              .put("heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed())
              .put("cpu", system().getProcessCpuTime())
              .put("threads", ManagementFactory.getThreadMXBean().getThreadCount())
              .put("rss", residentBytes())
              .put("connections", connections());
        });
  }

  private static OperatingSystemMXBean system() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  }

  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("/proc/self/status has no VmRSS");
  }

  /** Established TCP connections, each end counting in its own process. */
  private static int connections() throws IOException {
    Set<String> mine = new HashSet<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
        String target = target(descriptor);
        if (target.startsWith("socket:[")) {
          mine.add(target.replaceAll("\\D", ""));
        }
      }
    }
    int established = 0;
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] columns = line.trim().split("\\s+");
        if (columns[3].equals(ESTABLISHED) && mine.contains(columns[9])) {
          established++;
        }
      }
    }
    return established;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}
