package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the children of a JVM that is killed. */
@EnabledOnOs(OS.LINUX)
class GuardTest {
  private static final int KILLS = Integer.getInteger("drover.test.kills", 2);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void childrenEndWithAJvmThatIsKilledUnlessDetached(boolean epoll) throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      killOneJvm(epoll);
    }
  }

  private static void killOneJvm(boolean epoll) throws Exception {
    Process jvm = start(epoll);
    List<ProcessHandle> children = new ArrayList<>();
    try (BufferedReader output = jvm.inputReader()) {
      for (String line; !"ready".equals(line = output.readLine()); ) {
        assertThat(line).as("pid").isNotNull();
        ProcessHandle.of(Long.parseLong(line)).ifPresent(children::add);
      }
      children.addAll(jvm.descendants().toList());
      jvm.destroyForcibly().waitFor();
      ProcessHandle detached = sleeper(children);
      for (ProcessHandle child : children) {
        if (!child.equals(detached)) {
          child.onExit().get(10, TimeUnit.SECONDS);
        }
      }
      assertThat(detached.isAlive()).isTrue();
    } finally {
      children.forEach(ProcessHandle::destroyForcibly);
      jvm.destroyForcibly();
    }
  }

  /** The detached one: the last that printed its pid. */
  private static ProcessHandle sleeper(List<ProcessHandle> children) {
    return children.stream()
        .filter(child -> session(child).equals(Optional.of(child.pid())))
        .filter(child -> child.info().command().orElse("").endsWith("sleep"))
        .findFirst()
        .orElseThrow();
  }

  private static Optional<Long> session(ProcessHandle process) {
    try {
      String stat = java.nio.file.Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return Optional.of(Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]));
    } catch (java.io.IOException gone) {
      return Optional.empty();
    }
  }

  private static Process start(boolean epoll) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            GuardedMain.class.getName(),
            Boolean.toString(epoll))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
