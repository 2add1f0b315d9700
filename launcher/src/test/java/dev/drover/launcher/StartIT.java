package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are detached from the terminal they were started from. */
class StartIT {
  private final int port = DroverCommand.freePort();

  @TempDir Path directory;

  /** So that a failed test leaves nothing running. */
  @AfterEach
  void stopAll() {
    if (ask("list", "--json").out().contains("\"web\"")) {
      ask("stop", "-n", "web", "--kill");
    }
  }

  @Test
  void startReturnsWhenItIsUpAndWhatItStartedSurvives() throws Exception {
    DroverAnswer start = ask("start", "--name=web", "--conf", conf(), app("ProbeServer"));

    assertThat(start.exitCode()).isZero();
    assertThat(start.out())
        .startsWith("web is up")
        .contains("address    127.0.0.1:" + port, "replicas   1, pid ")
        .endsWith("to stop    drover stop -n web");
    assertThat(HttpConnection.get(port, "/options")).contains("instances");
    // It answers who has started it, and writes.
    Deadline.awaitText(log(), "web is up", 1);
    assertThat(Files.readString(log())).startsWith("drover | web is up\n");
    long pid = Long.parseLong(start.out().replaceAll("(?s).*supervisor pid (\\d+).*", "$1"));
    assertThat(sessionOf(pid)).isEqualTo(pid);

    DroverAnswer again = ask("start", "--name=web", "--conf", conf(), app("ProbeServer"));
    assertThat(again.err()).contains("a supervisor named web runs already (pid " + pid + ")");
    assertThat(again.exitCode()).isEqualTo(1);

    DroverAnswer stop = ask("stop");
    assertThat(stop.err()).isEmpty();
    assertThat(stop.exitCode()).isZero();
    DroverProcess.awaitGone(pid);
    assertThat(directory.resolve("run")).isEmptyDirectory();
    assertThat(directory.resolve("tmp")).isEmptyDirectory();
    assertThat(Files.readString(log())).endsWith("drover | stopped\n");
  }

  @Test
  void whatIsWrongIsSaidWhereItWasStarted() {
    DroverAnswer missing = ask("start", "--name=web", "Missing.java");
    assertThat(missing.err()).contains("no file ", "Missing.java");
    assertThat(missing.exitCode()).isEqualTo(3);

    DroverAnswer flag = ask("start", "--name=web", "--replica=2", app("ProbeServer"));
    assertThat(flag.err()).contains("unknown flag --replica=2; did you mean");
    assertThat(flag.exitCode()).isEqualTo(2);
    assertThat(state()).isEmptyDirectory();
  }

  @Test
  void anApplicationThatFailsToStartIsShownWithItsReason() {
    DroverAnswer failed = ask("start", "--name=web", "--restart-limit=0", app("FailingStart"));

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err())
        .contains("web#1 (pid ", "did not start:", "all 1 replica failed")
        .endsWith("its output is in " + log());
    assertThat(ask("list").out()).startsWith("no supervisor of yours runs");
  }

  private String conf() {
    return DroverCommand.conf(port);
  }

  private static String app(String name) {
    return DroverCommand.app(name);
  }

  private Path state() {
    return directory.resolve("state/drover");
  }

  private Path log() {
    return state().resolve("web/supervisor.log");
  }

  /** From what Linux says of a process. */
  private static long sessionOf(long pid) throws Exception {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
  }

  private DroverAnswer ask(String... args) {
    return new DroverCommand(directory)
        .env("XDG_STATE_HOME", directory.resolve("state").toString())
        .ask(args);
  }
}
