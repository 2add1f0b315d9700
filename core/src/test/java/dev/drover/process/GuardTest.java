package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the children of a JVM that is killed. */
@EnabledOnOs(OS.LINUX)
class GuardTest {
  private static final int KILLS = Integer.getInteger("drover.test.kills", 2);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void childrenEndWithAJvmThatIsKilledUnlessDetached(boolean epoll) throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      killOneJvm(epoll);
    }
  }

  @Test
  void noChildOfAStartInProgressEscapes() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      String mark = "77." + System.nanoTime();
      Process jvm = start(SpawningMain.class, mark);
      try (BufferedReader output = jvm.inputReader()) {
        for (int child = 0; child < 200 + kill; child++) {
          assertThat(output.readLine()).isNotNull();
        }
        jvm.destroyForcibly().waitFor();
        for (ProcessHandle child : sleepers(mark)) {
          awaitDead(child);
        }
        assertThat(sleepers(mark)).allMatch(child -> state(child).equals("Z"));
      } finally {
        jvm.destroyForcibly();
        sleepers(mark).forEach(ProcessHandle::destroyForcibly);
      }
    }
  }

  @Test
  void aChildWithAGraceFinishesByItselfAndADeafOneIsKilledWithItsGroup() throws Exception {
    Path finished = directory.resolve("finished");
    String listening = "echo ready; cat; sleep 0.5; echo all > " + finished;
    String deafOne = "trap '' TERM; sleep 60 & echo ready; wait; sleep 60";
    Process jvm = start(GraceMain.class, "3", listening, deafOne);
    List<ProcessHandle> children = new ArrayList<>();
    try (BufferedReader output = jvm.inputReader()) {
      for (int child = 0; child < 2; child++) {
        children.add(ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow());
      }
      children.addAll(children.get(1).children().toList());
      assertThat(children).as("the second has a child of its own").hasSize(3);
      long killed = System.nanoTime();

      jvm.destroyForcibly().waitFor();

      awaitDead(children.get(0));
      assertThat(finished).hasContent("all");
      for (ProcessHandle deaf : children.subList(1, 3)) {
        awaitDead(deaf);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - killed)).isGreaterThan(Duration.ofSeconds(2));
    } finally {
      children.forEach(ProcessHandle::destroyForcibly);
      jvm.destroyForcibly();
    }
  }

  private static List<ProcessHandle> sleepers(String mark) {
    return ProcessHandle.allProcesses()
        .filter(process -> List.of(process.info().arguments().orElse(none())).contains(mark))
        .toList();
  }

  private static String[] none() {
    return new String[0];
  }

  private static void killOneJvm(boolean epoll) throws Exception {
    Process jvm = start(GuardedMain.class, Boolean.toString(epoll));
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
          awaitDead(child);
        }
      }
      assertThat(detached.isAlive()).isTrue();
    } finally {
      children.forEach(ProcessHandle::destroyForcibly);
      jvm.destroyForcibly();
    }
  }

  /** Dead is enough: when a zombie goes is up to the system's first process. */
  private static void awaitDead(ProcessHandle process) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    CountDownLatch never = new CountDownLatch(1);
    while (process.isAlive() && !state(process).equals("Z")) {
      assertThat(System.nanoTime()).as("%s lives on", process.info()).isLessThan(deadline);
      never.await(20, TimeUnit.MILLISECONDS);
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
    String[] fields = fields(process);
    return fields.length > 3 ? Optional.of(Long.parseLong(fields[3])) : Optional.empty();
  }

  private static String state(ProcessHandle process) {
    return fields(process)[0];
  }

  /** From the third on; a single empty one when it is gone. */
  private static String[] fields(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    } catch (IOException gone) {
      return new String[] {""};
    }
  }

  private static Process start(Class<?> main, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}
