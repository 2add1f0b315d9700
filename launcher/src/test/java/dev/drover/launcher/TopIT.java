package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code drover top} in a terminal of its own. */
class TopIT {
  private static final String CONTROL_C = "\003";
  private static final String LEAVES_SCREEN = "\033[?1049l";

  @TempDir Path directory;
  @TempDir Path screen;

  private int runs;

  @Test
  void itShowsSlotsFollowsTheSizeAndLeavesTheTerminalAsItWas() throws Exception {
    try (DroverProcess app =
        new DroverCommand(directory)
            .run(
                DroverCommand.app("ProbeServer"),
                "--replicas=1",
                "--name=web",
                "--conf=" + DroverCommand.conf(DroverCommand.freePort()))) {
      app.awaitUp();

      DroverProcess first = top();
      shows("1 of 1 ready");
      first.type("c");
      // The heads are in capitals, but for the column that counts.
      shows("SLOT");
      resize(9, 50);
      shows("h heap  l \033");
      first.type("q");
      assertLeftTheTerminalAsItWas(first);

      DroverProcess second = top();
      shows("1 of 1 ready");
      second.type(CONTROL_C);
      assertLeftTheTerminalAsItWas(second);

      DroverProcess terminated = top();
      shows("1 of 1 ready");
      javaOf(terminated).destroy();
      assertLeftTheTerminalAsItWas(terminated);

      DroverProcess third = top();
      shows("1 of 1 ready");
      assertThat(new DroverCommand(directory).ask("stop").exitCode()).isZero();
      assertLeftTheTerminalAsItWas(third);
      shows("the supervisor web has ended");
      app.awaitExit();
    }
  }

  @Test
  void withoutATerminalItSaysWhatToUseInstead() {
    DroverAnswer answer = new DroverCommand(directory).ask("top");

    assertThat(answer.err())
        .contains("top needs a terminal, and its input is none", "drover status --json");
    assertThat(answer.exitCode()).isEqualTo(1);
  }

  private Path file(String name) {
    return screen.resolve(runs + name);
  }

  /** With 24 rows of 100 columns. */
  private DroverProcess top() {
    runs++;
    String inside =
        "stty rows 24 cols 100; tty >%s; stty -g >%s; $*; rc=$?; stty rows 24 cols 100; stty -g >%s; exit $rc"
            .formatted(file("tty"), file("before"), file("after"));
    return new DroverCommand(directory)
        .env("TERM", "xterm-256color")
        .through("sh", "-c", "exec script -qfe -c \"" + inside + "\" " + file("screen"), "sh")
        .start("top");
  }

  private static ProcessHandle javaOf(DroverProcess top) {
    return ProcessHandle.of(top.pid())
        .orElseThrow()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .findFirst()
        .orElseThrow();
  }

  private void shows(String text) throws Exception {
    Deadline.awaitText(file("screen"), text, 1);
  }

  private void resize(int rows, int columns) throws Exception {
    String tty = Files.readString(file("tty")).strip();
    Process stty =
        new ProcessBuilder("stty", "-F", tty, "rows", "" + rows, "cols", "" + columns)
            .inheritIO()
            .start();
    assertThat(stty.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(stty.exitValue()).isZero();
  }

  private void assertLeftTheTerminalAsItWas(DroverProcess top) throws Exception {
    assertThat(top.awaitExit()).isZero();
    assertThat(file("after")).hasSameTextualContentAs(file("before"));
    assertThat(Files.readString(file("screen"), StandardCharsets.ISO_8859_1))
        .contains(LEAVES_SCREEN);
  }
}
