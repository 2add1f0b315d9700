package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemdUnitTest {
  private static final String APP = DroverCommand.app("OwnMain");

  private @TempDir Path directory;

  private static List<String> unit(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(new SystemdCommand(new PrintStream(out, true)).run(List.of(args)))
        .isEqualTo(ExitCode.OK);
    return out.toString().lines().toList();
  }

  @Test
  void theUnitRunsTheSameCommandHere() {
    List<String> unit =
        unit(APP, "--replicas", "2", "--name", "web", "--grace", "90s", "--env", "A=$B 50%");
    assertThat(unit)
        .contains(
            "Type=notify-reload",
            "Description=web (Drover)",
            "WorkingDirectory=" + Path.of("").toAbsolutePath(),
            "TimeoutStartSec=70",
            "TimeoutStopSec=100",
            "KillMode=mixed",
            "WatchdogSec=30",
            "RestartPreventExitStatus=2 3",
            "WantedBy=multi-user.target");
    assertThat(unit.stream().filter(line -> line.startsWith("ExecStart=")))
        .singleElement()
        .asString()
        .startsWith("ExecStart=/")
        .endsWith(" run " + APP + " --replicas 2 --name web --grace 90s --env \"A=$$B 50%%\"");
  }

  @Test
  void theUsersOwnManagerStartsItWithTheSession() {
    assertThat(unit("--user", APP))
        .contains("WantedBy=default.target", "Type=notify")
        .anyMatch(line -> line.contains("~/.config/systemd/user/own-main.service"));
  }

  @Test
  void theSocketUnitListensWhereItIsTold() {
    assertThat(unit("--socket", "127.0.0.1:8080", APP))
        .contains("ListenStream=127.0.0.1:8080", "WantedBy=sockets.target")
        .doesNotContain("[Service]");
  }

  @Test
  void whatCannotBeRunIsAnErrorNow() {
    assertThatThrownBy(() -> unit("/nowhere/app.jar")).isInstanceOf(LaunchFailure.class);
    assertThatThrownBy(() -> unit("--socket", "web", APP))
        .hasMessageContaining("--socket must be a port, or host:port, was 'web'");
    assertThatThrownBy(() -> unit(APP, "--socket")).hasMessageContaining("needs an address");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "plain;            plain",
        "/a/b-c.jar;       /a/b-c.jar",
        "two words;        \"two words\"",
        "$HOME;            $$HOME",
        "100%;             100%%",
        "say \"hi\";       \"say \\\"hi\\\"\"",
        "back\\slash;      \"back\\\\slash\"",
        "it's;             \"it's\"",
        "#1;               \"#1\"",
        "``;               \"\"",
        "grüße;            \"grüße\"",
      })
  void argumentsAreQuotedForSystemd(String word, String quoted) {
    assertThat(SystemdUnit.quote(word)).isEqualTo(quoted);
  }

  @Test
  void systemdItselfUnderstandsBoth() throws Exception {
    Path service = directory.resolve("web.service");
    Path socket = directory.resolve("web.socket");
    Files.write(
        service, unit(APP, "--replicas", "2", "--name", "web", "--conf", "{\"a\": \"$b %i\"}"));
    Files.write(socket, unit(APP, "--name", "web", "--socket", "8080"));
    List<String> said = new ArrayList<>(verify(service, socket));
    // What older ones do not know yet; the unit says what to write then.
    said.removeIf(line -> line.endsWith("Failed to parse service type, ignoring: notify-reload"));
    assertThat(said).isEmpty();
  }

  private static List<String> verify(Path... units) throws Exception {
    List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify"));
    for (Path unit : units) {
      command.add(unit.toString());
    }
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException notInstalled) {
      Assumptions.abort("SKIPPED: there is no systemd-analyze here");
      throw notInstalled;
    }
    try (var reader = process.inputReader()) {
      List<String> lines = reader.lines().toList();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return lines;
    }
  }
}
