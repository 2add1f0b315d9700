package dev.drover.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ConfigException;
import dev.drover.config.LogPolicy;
import dev.drover.logs.LogsHome;
import dev.drover.logs.ReplicaLogs;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.SupervisorListener.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private @TempDir Path state;

  private Map<String, String> env() {
    return Map.of("XDG_STATE_HOME", state.toString());
  }

  private ReplicaLogs open(String supervisor) {
    return ReplicaLogs.open(LogPolicy.in(LogsHome.of(env(), supervisor)), problem -> {});
  }

  private void write(String supervisor, String... lines) {
    try (ReplicaLogs logs = open(supervisor)) {
      for (String line : lines) {
        String[] parts = line.split("[# ]", 3);
        logs.output(
            new SlotId(parts[0], Integer.parseInt(parts[1])),
            parts[2].startsWith("err") ? Stream.STDERR : Stream.STDOUT,
            parts[2]);
      }
    }
  }

  private ExitCode run(OutputStream to, boolean colours, String... args) {
    return new LogsCommand(env(), new Terminal(to, colours, null), UTF_8).run(List.of(args));
  }

  private List<String> shown(String... args) {
    out.reset();
    assertThat(run(out, false, args)).isEqualTo(ExitCode.OK);
    return out.toString(UTF_8).lines().toList();
  }

  @Test
  void linesCarryTheirSlotAndAreAligned() {
    write("web", "web#1 one", "web#10 err two", "web#1 ");
    assertThat(shown()).containsExactly("web#1  | one", "web#10 | err two", "web#1  |");
  }

  @Test
  void onATerminalSlotsHaveColours() {
    write("web", "web#1 one");
    assertThat(run(out, true)).isEqualTo(ExitCode.OK);
    assertThat(out.toString(UTF_8)).isEqualTo("\u001b[33mweb#1 |\u001b[0m one\n");
  }

  @Test
  void servicesAndSlotsAreChosen() {
    write("shop", "web#1 a", "web#2 b", "orders#1 c");
    assertThat(shown("web")).containsExactly("web#1 | a", "web#2 | b");
    assertThat(shown("web#2")).containsExactly("web#2 | b");
    assertThat(shown("orders", "web#1")).containsExactly("web#1    | a", "orders#1 | c");
  }

  @Test
  void theLastLinesAreAsManyAsSaid() {
    write("web", "web#1 a", "web#2 b", "web#1 c");
    assertThat(shown("-n", "2")).containsExactly("web#2 | b", "web#1 | c");
    assertThat(shown("--lines=0")).isEmpty();
  }

  @Test
  void jsonHasEverythingThatIsKnown() {
    write("web", "web#2 err \"quoted\"");
    assertThat(shown("--json"))
        .singleElement()
        .asString()
        .matches(
            "\\{\"time\":\"20.*Z\",\"service\":\"web\",\"slot\":2,\"source\":\"stderr\","
                + "\"line\":\"err \\\\\"quoted\\\\\"\"}");
  }

  @Test
  void timestampsAreShownWhenAsked() {
    write("web", "web#1 a");
    assertThat(shown("-t")).singleElement().asString().matches("20[0-9T:.-]+Z web#1 \\| a");
  }

  @Test
  void severalSupervisorsNeedAName() {
    write("shop", "web#1 a");
    write("blog", "blog#1 b");
    assertThatThrownBy(this::shown)
        .hasMessage(
            "several supervisors have kept logs: blog, shop\nsay which: drover logs --name blog");
    assertThat(shown("--name", "shop")).containsExactly("web#1 | a");
    assertThat(shown("blog")).containsExactly("blog#1 | b");
  }

  @Test
  void ofSeveralTheOneThatRunsIsMeant() {
    write("shop", "web#1 a");
    write("blog", "blog#1 b");
    ReplicaLogs running = open("shop");
    try {
      assertThat(shown()).containsExactly("web#1 | a");
    } finally {
      running.close();
    }
  }

  @Test
  void whatIsNotThereIsNamedWithItsNeighbours() {
    write("shop", "web#1 a");
    assertFails(ExitCode.NOT_FOUND, "no such service 'wbe' in", "did you mean web?", "wbe");
    assertFails(ExitCode.NOT_FOUND, "no slot 3 of web in", "there are: web#1", "web#3");
    assertFails(ExitCode.NOT_FOUND, "named 'shp'", "did you mean shop?", "--name", "shp");
    assertFails(ExitCode.NOT_FOUND, "no directory /nowhere", "", "--log-dir", "/nowhere");
    assertFails(ExitCode.USAGE, "slot from 1", "'web#0'", "web#0");
    assertFails(ExitCode.USAGE, "unknown flag --folow", "did you mean --follow?", "--folow");
  }

  private void assertFails(ExitCode code, String what, String next, String... args) {
    assertThatThrownBy(() -> shown(args))
        .isInstanceOfSatisfying(
            LaunchFailure.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessageContaining(what)
        .hasMessageContaining(next);
  }

  @Test
  void badValuesAreReportedTogether() {
    assertThatThrownBy(() -> shown("-n", "-3", "--since", "soon"))
        .isInstanceOfSatisfying(
            ConfigException.class, failure -> assertThat(failure.problems()).hasSize(2));
  }

  @Test
  void noLogsAtAllSaysHowToKeepSome() {
    assertFails(ExitCode.NOT_FOUND, "no logs in " + state, "--log-dir");
  }

  @Test
  void aReaderWhoLeavesIsNoFailure() {
    write("web", "web#1 a", "web#1 b");
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    assertThat(run(closed, false)).isEqualTo(ExitCode.OK);
  }
}
