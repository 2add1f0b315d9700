package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In JVMs of their own: the options are the whole JVM's. */
class SmallHeapTest {
  /** Prints the options as they are afterwards. */
  static final class Keeping {
    private Keeping() {}

    public static void main(String[] names) {
      SmallHeap.keep();
      HotSpotDiagnosticMXBean jvm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      for (String name : names) {
        System.out.println(name + "=" + jvm.getVMOption(name).getValue());
      }
    }
  }

  @Test
  void garbageIsCollectedNowAndThenAndMemoryGivenBack() throws Exception {
    assertThat(options("-XX:+UseG1GC"))
        .containsExactly(
            "G1PeriodicGCInterval=60000", "MinHeapFreeRatio=10", "MaxHeapFreeRatio=40");
  }

  @Test
  void whatTheUserHasSaidStays() throws Exception {
    assertThat(options("-XX:+UseG1GC", "-XX:G1PeriodicGCInterval=7000", "-XX:MaxHeapFreeRatio=70"))
        .containsExactly("G1PeriodicGCInterval=7000", "MinHeapFreeRatio=10", "MaxHeapFreeRatio=70");
  }

  @Test
  void otherCollectorsAreLeftToTheirWays() throws Exception {
    assertThat(options("-XX:+UseSerialGC")).hasSize(3);
  }

  private static List<String> options(String... flags) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Keeping.class.getName()));
    command.addAll(List.of("G1PeriodicGCInterval", "MinHeapFreeRatio", "MaxHeapFreeRatio"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
