package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.process.Stdio.Direction;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OptionsTest {
  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void closeVertx() {
    VERTX.close().await();
  }

  private static SpawnOptionsBuilder options() {
    return SpawnOptions.builder();
  }

  private static Arguments refusal(String option, ThrowingCallable wrong) {
    return Arguments.of(option, wrong);
  }

  private static ThrowingCallable spawn(String command, String... args) {
    return () -> ChildProcess.spawn(VERTX, command, args);
  }

  private static void groupOfTheParent() {
    options().killGroupAtExit(true).processGroup(ProcessGroup.PARENT).build();
  }

  static Stream<Arguments> wrongValues() {
    return Stream.of(
        refusal("command", spawn("")),
        refusal("command", spawn("l\0s")),
        refusal("command", spawn(null)),
        refusal("args[1]", spawn("ls", "a", "b\0")),
        refusal("command", () -> ChildProcess.exec(VERTX, "")),
        refusal("command", () -> ChildProcess.exec(VERTX, "echo \0")),
        refusal("command", () -> ChildProcess.execFile(VERTX, "\0")),
        refusal("args[0]", () -> ChildProcess.execFile(VERTX, "ls", "\0")),
        refusal("argv0", () -> options().argv0("a\0")),
        refusal("shell", () -> options().shell("")),
        refusal("shell", () -> options().shell("sh\0")),
        refusal("env name", () -> options().env("A=B", "c")),
        refusal("env name", () -> options().env("", "c")),
        refusal("env name", () -> options().env("A\0", "c")),
        refusal("env A", () -> options().env("A", "c\0")),
        refusal("env A", () -> options().replaceEnv(Map.of("A", "\0"))),
        refusal("directory", () -> options().directory(Path.of(""))),
        refusal("uid", () -> options().uid(-1)),
        refusal("gid", () -> options().gid(-1)),
        refusal("timeout", () -> options().timeout(Duration.ofMillis(-1))),
        refusal("orphanGrace", () -> options().orphanGrace(Duration.ofMillis(-1))),
        refusal("killGroupAtExit", OptionsTest::groupOfTheParent),
        refusal("timeout", () -> options().timeout(null)),
        refusal("forceKillAfter", () -> options().forceKillAfter(Duration.ofMillis(-1))),
        refusal("killSignal", () -> options().killSignal(null)),
        refusal("processGroup", () -> options().processGroup(null)),
        refusal("cancellation", () -> options().cancellation(null)),
        refusal("stdio", () -> options().stdio(-1, Stdio.pipe())),
        refusal("stdio", () -> options().stdio(256, Stdio.pipe())),
        refusal("stdio[1]", () -> options().stdout(null)),
        refusal("stdio[0]", () -> options().stdin(Stdio.append(Path.of("x")))),
        refusal("stdio[1]", () -> options().stdout(Stdio.read(Path.of("x")))),
        refusal("stdio[1]", () -> options().stdout(Stdio.pipe(Direction.INPUT))),
        refusal("channel", () -> options().stdin(Stdio.channel()).stdout(Stdio.channel()).build()),
        refusal(
            "shell",
            () -> ChildProcess.fork(VERTX, "x", List.of(), options().shell("/bin/sh").build())),
        refusal("mainClass", () -> new JvmCommand("", Path.of("java"), "", List.of())),
        refusal("stdio", () -> Stdio.inherit(-1)),
        refusal("stdio file", () -> Stdio.read(Path.of(""))),
        refusal("maxBuffer", () -> ExecOptions.DEFAULTS.withMaxBuffer(-1)),
        refusal("maxBuffer", () -> ExecOptions.DEFAULTS.withMaxBuffer(1L << 40)),
        refusal("encoding", () -> ExecOptions.DEFAULTS.withEncoding(null)),
        refusal("input", () -> ExecOptions.DEFAULTS.withInput(null)),
        refusal("spillDirectory", () -> ExecOptions.DEFAULTS.withSpillDirectory(Path.of(""))),
        refusal("longest", () -> Decoder.jsonLines(0)),
        refusal("longest", () -> Decoder.frames(-1)),
        refusal("signal", () -> Signal.of(0)),
        refusal("signal", () -> Signal.of(65)),
        refusal("signal", () -> Signal.of("SIGNOTHING")));
  }

  @ParameterizedTest
  @MethodSource("wrongValues")
  void aWrongValueIsRefusedAtOnceAndNamed(String option, ThrowingCallable wrong) {
    assertThatThrownBy(wrong)
        .isInstanceOfAny(IllegalArgumentException.class, NullPointerException.class)
        .hasMessageContaining(option);
  }

  @Test
  void argumentsAreNeverPastedIntoAShellCommand() {
    SpawnOptions shell = options().shell("/bin/sh").build();
    assertThatThrownBy(() -> ChildProcess.spawn(VERTX, "echo", List.of("; rm -r /"), shell))
        .hasMessageContaining("args");
  }

  @Test
  void builtOptionsDoNotChangeWithTheirBuilder() {
    SpawnOptionsBuilder builder = options().env("A", "1");
    SpawnOptions built = builder.build();
    builder.env("A", "2").stdin(Stdio.ignore());
    assertThat(built.environment()).containsEntry("A", "1");
    assertThat(built.stdio()).hasSize(3).allMatch(Stdio.pipe()::equals);
  }

  @Test
  void aBuilderFromOptionsKeepsThemAll() {
    SpawnOptions all =
        options()
            .directory(Path.of("/"))
            .replaceEnv(Map.of("A", "1"))
            .argv0("x")
            .shell("/bin/sh")
            .detached(true)
            .uid(1)
            .gid(2)
            .processGroup(ProcessGroup.PARENT)
            .stdio(4, Stdio.pipe())
            .timeout(Duration.ofSeconds(1))
            .killSignal(Signal.HUP)
            .forceKillAfter(Duration.ofSeconds(2))
            .cancellation(io.vertx.core.Future.succeededFuture())
            .build();
    assertThat(all.toBuilder().build()).usingRecursiveComparison().isEqualTo(all);
    assertThat(all.stdio()).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource({"SIGTERM,15", "term,15", "KILL,9", "sighup,1", "SIGSYS,31"})
  void signalsHaveNamesAndNumbers(String name, int number) {
    assertThat(Signal.of(name)).isEqualTo(Signal.of(number));
    assertThat(Signal.of(Signal.of(number).name())).isEqualTo(Signal.of(number));
  }

  @Test
  void anExitHasACodeOrASignal() {
    assertThatThrownBy(() -> new ExitStatus(1, Signal.TERM))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ExitStatus(null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ExitStatus.signal(Signal.TERM)).hasToString("signal SIGTERM");
  }
}
