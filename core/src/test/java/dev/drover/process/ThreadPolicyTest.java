package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ThreadPolicyTest extends OnEveryHost {
  private static final Path SELF = Path.of("/proc/self");
  private static final String OTHER = "0";
  private static final String BATCH = "3";

  private static String jvms() throws IOException {
    return policy(Files.readString(SELF.resolve("stat")));
  }

  /** Of the scheduler: the 41st field. */
  private static String policy(String stat) {
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[38];
  }

  @Test
  void aChildIsScheduledAsTheJvmIs() throws Exception {
    assumeTrue(host.isNative(), "this is of the native back end");
    for (int turn = 0; turn < 2; turn++) {
      assertThat(policy(text(spawn("cat", "/proc/self/stat").stdout()))).isEqualTo(jvms());
    }
  }

  @Test
  void onlyThreadsThatSpawnStepBack() throws Exception {
    assumeTrue(host.isNative(), "this is of the native back end");
    await(spawn("true").closed());
    String back = jvms().equals(OTHER) ? BATCH : jvms();
    assertThat(policies("drover-spawn-")).isNotEmpty().containsOnly(back);
    List<String> loops = new ArrayList<>(policies("vert.x-eventloo"));
    loops.addAll(policies("drover-process-"));
    assertThat(loops).isNotEmpty().containsOnly(jvms());
  }

  /** Of this JVM's threads with that name, of which the kernel keeps 15 letters. */
  private static List<String> policies(String name) throws IOException {
    List<String> policies = new ArrayList<>();
    try (Stream<Path> threads = Files.list(SELF.resolve("task"))) {
      for (Path thread : threads.toList()) {
        String stat = statOf(thread);
        if (stat.contains("(" + name)) {
          policies.add(policy(stat));
        }
      }
    }
    return policies;
  }

  private static String statOf(Path thread) {
    try {
      return Files.readString(thread.resolve("stat"));
    } catch (IOException ended) {
      return "";
    }
  }
}
