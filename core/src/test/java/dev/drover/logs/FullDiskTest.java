package dev.drover.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real file system that is really full: a small one in memory, in a namespace of its own. */
class FullDiskTest {
  private static final String MOUNT = "mount -t tmpfs -o size=256k tmpfs \"$0\" && exec \"$@\"";

  private @TempDir Path disk;

  private List<String> onSmallDisk(String... command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("unshare", "-rm", "sh", "-c", MOUNT, disk.toString()));
    line.addAll(List.of(command));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    List<String> output = process.inputReader().lines().toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s", output).isZero();
    return output;
  }

  private void assumeMountsArePermitted() throws InterruptedException {
    boolean permitted = false;
    try {
      Process probe =
          new ProcessBuilder("unshare", "-rm", "sh", "-c", MOUNT, disk.toString(), "true").start();
      permitted = probe.waitFor() == 0;
    } catch (IOException noUnshare) {
      // Reported below.
    }
    assumeTrue(permitted, "SKIPPED: no file system may be mounted here (unshare -rm)");
  }

  @Test
  void aFullDiskLosesWholeLinesOnlyAndSaysHowMany() throws Exception {
    assumeMountsArePermitted();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> said =
        onSmallDisk(
            java,
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            FullDiskMain.class.getName(),
            disk.toString());

    int firstLost = Integer.parseInt(starting("first lost ", said).get(0));
    List<String> kept = starting("kept ", said);
    assertThat(kept.subList(0, firstLost))
        .isEqualTo(IntStream.range(0, firstLost).mapToObj(i -> i + " " + "x".repeat(97)).toList());
    assertThat(kept.subList(firstLost, kept.size()))
        .containsExactly(
            "drover: the lines since 2026-11-23T20:00:00Z were lost: 2 lines", "room again");
    assertThat(starting("told ", said)).hasSize(2);
    assertThat(starting("told ", said).get(0))
        .contains("No space left on device")
        .contains("the replicas run on");
    assertThat(starting("told ", said).get(1)).endsWith("lost meanwhile: 2 lines of web#1");
  }

  private static List<String> starting(String start, List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .toList();
  }
}
