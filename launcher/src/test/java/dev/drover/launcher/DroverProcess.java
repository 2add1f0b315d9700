package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A running {@code drover}. Closing it asks it to stop and fails unless it, its replicas and its
 * files are gone then.
 */
final class DroverProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Process process;
  private final String mark;
  private final List<Path> directories;
  private final OutputLines out;
  private final OutputLines err;

  /**
   * @param mark name of an environment variable that this process and its children have, no other
   * @param directories that must be empty when it has ended
   */
  DroverProcess(Process process, String mark, List<Path> directories) {
    this.process = process;
    this.mark = mark;
    this.directories = directories;
    out = new OutputLines("stdout of drover", process.getInputStream());
    err = new OutputLines("stderr of drover", process.getErrorStream());
  }

  OutputLines out() {
    return out;
  }

  OutputLines err() {
    return err;
  }

  /** As if somebody typed it. */
  void type(String text) {
    try {
      process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Waits for the start block. */
  void awaitUp() {
    try {
      out.await(" to stop ");
    } catch (AssertionError e) {
      throw new AssertionError("not up; stderr:\n" + err.text(), e);
    }
  }

  /** A connection to one of its ports, once it is up. */
  HttpConnection connect(int port) throws IOException {
    awaitUp();
    return new HttpConnection(port);
  }

  /** Pids of the replicas that live now; the guard of the supervisor's children is none. */
  List<Long> replicas() {
    return process.children().filter(this::isMarked).map(ProcessHandle::pid).sorted().toList();
  }

  /**
   * @param name such as TERM
   */
  void signal(String name) {
    signal(name, "" + process.pid());
  }

  /**
   * @param target a pid, or a process group's with a minus before it
   */
  static void signal(String name, String target) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, "--", target).inheritIO().start();
      assertThat(kill.waitFor()).as("kill -%s -- %s", name, target).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits for the end, and for all that was written before it. */
  int awaitExit() {
    return awaitExit(PATIENCE);
  }

  int awaitExit(Duration patience) {
    try {
      assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
          .as("drover ends, so far:\n%s\n%s", out.text(), err.text())
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    out.awaitEnd();
    err.awaitEnd();
    return process.exitValue();
  }

  /** Waits for so long; fails if it has ended by then. */
  void staysFor(Duration time) {
    try {
      assertThat(process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS))
          .as("drover has ended:\n%s\n%s", out.text(), err.text())
          .isFalse();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  void awaitNothingLeft() {
    for (ProcessHandle each : marked()) {
      awaitGone(each.pid());
    }
    assertThat(marked()).as("processes").isEmpty();
    for (Path directory : directories) {
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files).as("files left").isEmpty();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static void awaitGone(long pid) {
    try {
      ProcessHandle.of(pid)
          .ifPresent(
              each -> each.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join());
    } catch (RuntimeException e) {
      throw new AssertionError("pid " + pid + " does not end", e);
    }
  }

  @Override
  public void close() {
    try {
      if (process.isAlive()) {
        signal("TERM");
      }
      awaitExit();
      awaitNothingLeft();
    } finally {
      process.destroyForcibly();
      marked().forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Its processes, whoever their parent is by now. */
  private List<ProcessHandle> marked() {
    return ProcessHandle.allProcesses().filter(this::isMarked).toList();
  }

  private boolean isMarked(ProcessHandle other) {
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc/" + other.pid() + "/environ"));
      String text = new String(environment, StandardCharsets.ISO_8859_1);
      return text.contains(mark + "=");
    } catch (IOException anotherUsersOrGone) {
      return false;
    }
  }
}
