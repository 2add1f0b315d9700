package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of runs, asked for by commands, and by force. */
class ControlStopIT {
  @TempDir Path directory;

  @Test
  void withNothingRunningEachCommandSaysHowToStartSomething() {
    assertThat(ask("list").out()).startsWith("no supervisor of yours runs; start one with: ");
    DroverAnswer answer = ask("status");
    assertThat(answer.err()).contains("no supervisor of yours runs", "drover run --replicas 2");
    assertThat(answer.exitCode()).isEqualTo(3);
  }

  @Test
  void stopDrainsAndReturnsWhenTheNameIsFreeAgain() throws Exception {
    try (DroverProcess drover = run("web")) {
      drover.awaitUp();
      DroverProcess following = follow();
      following.out().await("web#1 is ready");

      DroverAnswer answer = ask("stop");

      assertThat(answer.out()).isEqualTo("web is stopped");
      assertThat(answer.exitCode()).isZero();
      assertThat(ask("list").out()).startsWith("no supervisor of yours runs");
      assertThat(drover.awaitExit()).isZero();
      assertThat(drover.out().text()).contains("draining").endsWith("stopped");
      assertThat(following.awaitExit()).isZero();
      assertThat(following.out().text()).contains("web#1 has ended").endsWith("as asked");
    }
  }

  @Test
  void whereSeveralRunOneMustBeNamed() {
    try (DroverProcess one = run("one");
        DroverProcess two = run("two")) {
      one.awaitUp();
      two.awaitUp();
      DroverAnswer unclear = ask("status");
      assertThat(unclear.err()).contains("2 supervisors run: one, two", "-n one");
      assertThat(unclear.exitCode()).isEqualTo(2);

      assertThat(ask("stop", "-n", "two", "--kill").exitCode()).isZero();

      assertThat(two.awaitExit()).isEqualTo(1);
      assertThat(ask("status").out()).startsWith("one  pid " + one.pid());
      // Each leaves nothing, but one is not to be blamed for what the other still has.
      assertThat(ask("stop").exitCode()).isZero();
      assertThat(one.awaitExit()).isZero();
    }
  }

  @Test
  void aKilledSupervisorLeavesNothingThatIsInTheWay() throws Exception {
    try (DroverProcess killed = run("web")) {
      killed.awaitUp();
      assertThat(directory.resolve("run/drover/web.sock")).exists();
      killed.signal("KILL");
      killed.awaitExit();
      killed.awaitNothingLeft();
    }
    assertThat(Files.exists(directory.resolve("run/drover"))).isFalse();
    try (DroverProcess next = run("web")) {
      next.awaitUp();
      assertThat(ask("status").out()).startsWith("web  pid " + next.pid());
    }
  }

  private DroverProcess run(String name) {
    return new DroverCommand(directory)
        .run(
            DroverCommand.app("ProbeServer"),
            "--replicas=1",
            "--name=" + name,
            "--conf=" + DroverCommand.conf(DroverCommand.freePort()),
            "--drain=3s",
            "--grace=6s");
  }

  private DroverProcess follow() {
    return new DroverCommand(directory).start("events", "-f");
  }

  private DroverAnswer ask(String... args) {
    return new DroverCommand(directory).ask(args);
  }
}
