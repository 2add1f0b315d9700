package dev.drover.replica;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.drover.socket.EventLoops;
import dev.drover.socket.ServerSockets;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads how this JVM is. Loads the JVM's management classes when it is made. */
final class VitalSigns {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "\nVmRSS:";

  private final ServerSockets sockets;
  private final List<GarbageCollectorMXBean> pausing;
  private final com.sun.management.OperatingSystemMXBean system;

  VitalSigns(ServerSockets sockets) {
    this.sockets = sockets;
    sockets.countRequests();
    this.pausing =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(collector -> !isConcurrent(collector.getName()))
            .toList();
    OperatingSystemMXBean bean = ManagementFactory.getOperatingSystemMXBean();
    this.system = bean instanceof com.sun.management.OperatingSystemMXBean sun ? sun : null;
  }

  /** Whether this JVM waits for a debugger, or has one. */
  static boolean isDebugged() {
    // With what JAVA_TOOL_OPTIONS says.
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .anyMatch(flag -> flag.startsWith("-agentlib:jdwp") || flag.startsWith("-Xrunjdwp"));
  }

  Vitals read() {
    Runtime runtime = Runtime.getRuntime();
    EventLoops.Work work = sockets.eventLoops().work();
    return new Vitals(
        System.nanoTime(),
        system == null ? -1 : system.getProcessCpuTime(),
        residentBytes(),
        runtime.totalMemory() - runtime.freeMemory(),
        runtime.maxMemory(),
        pausing.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum(),
        sockets.connectionCount(),
        sockets.requestCount(),
        work.nanos(),
        work.loops());
  }

  /** The time of these collectors is their cycles', during which the application runs. */
  private static boolean isConcurrent(String collector) {
    return collector.endsWith(" Cycles") || collector.endsWith("Concurrent GC");
  }

  private static long residentBytes() {
    try {
      String status = Files.readString(STATUS, US_ASCII);
      int start = status.indexOf(RESIDENT) + RESIDENT.length();
      int end = status.indexOf("kB", start);
      return Long.parseLong(status.substring(start, end).trim()) * 1024;
    } catch (IOException | RuntimeException e) {
      return -1; // Not Linux.
    }
  }
}
