package dev.drover.launcher;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Has a supervisor give back the memory that it does not need. It allocates little and lives long:
 * left alone, G1 would let the garbage grow to its initial heap, a 64th of the machine's memory,
 * before it collects any.
 */
final class SmallHeap {
  private record Option(String name, String value) {}

  /** All can be set while the JVM runs, so a single JVM with an application in it has none. */
  private static final List<Option> OPTIONS =
      List.of(
          // Milliseconds after the last collection.
          new Option("G1PeriodicGCInterval", "60000"),
          new Option("MinHeapFreeRatio", "10"),
          new Option("MaxHeapFreeRatio", "40"));

  private SmallHeap() {}

  /** From now on; what the user has said himself stays. Takes a moment, any thread. */
  static void keep() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    OPTIONS.forEach(option -> set(jvm, option));
  }

  private static void set(HotSpotDiagnosticMXBean jvm, Option option) {
    try {
      if (jvm.getVMOption(option.name()).getOrigin() == VMOption.Origin.DEFAULT) {
        jvm.setVMOption(option.name(), option.value());
      }
    } catch (IllegalArgumentException notInThisJvm) {
      // Its garbage collector has its own ways.
    }
  }
}
