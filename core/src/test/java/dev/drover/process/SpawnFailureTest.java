package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.process.SpawnException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnFailureTest extends OnEveryHost {
  @TempDir Path directory;

  private static SpawnOptionsBuilder options() {
    return SpawnOptions.builder();
  }

  private SpawnException refused(SpawnOptions options, String command) throws Exception {
    Throwable failure = failure(ChildProcess.spawn(vertx, command, List.of(), options));
    assertThat(failure).isInstanceOf(SpawnException.class);
    return (SpawnException) failure;
  }

  @Test
  void aMissingCommandIsToldFromAMissingDirectoryAndFromMissingPermission() throws Exception {
    Path file = Files.writeString(directory.resolve("plain"), "x");
    Path missing = directory.resolve("missing");
    assertThat(refused(SpawnOptions.DEFAULTS, "no-such-command"))
        .returns(Reason.COMMAND_NOT_FOUND, SpawnException::reason)
        .returns("ENOENT", SpawnException::code)
        .hasMessageContaining("'no-such-command' not found");
    assertThat(refused(SpawnOptions.DEFAULTS, missing.toString()).reason())
        .isEqualTo(Reason.COMMAND_NOT_FOUND);
    assertThat(refused(options().directory(missing).build(), "true"))
        .returns(Reason.DIRECTORY_NOT_FOUND, SpawnException::reason)
        .hasMessageContaining(missing.toString());
    assertThat(refused(options().directory(file).build(), "/bin/true").reason())
        .isEqualTo(Reason.DIRECTORY_NOT_FOUND);
    assertThat(refused(SpawnOptions.DEFAULTS, file.toString()))
        .returns(Reason.PERMISSION_DENIED, SpawnException::reason)
        .returns("EACCES", SpawnException::code);
  }

  @Test
  void aScriptWithAMissingInterpreterNamesIt() throws Exception {
    Path script = Files.writeString(directory.resolve("script"), "#!/no/such/shell\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    assertThat(refused(SpawnOptions.DEFAULTS, script.toString()))
        .hasMessageContaining("/no/such/shell");
  }

  @Test
  void argumentsBeyondTheSystemsLimitAreRefused() throws Exception {
    Throwable failure = failure(ChildProcess.spawn(vertx, "echo", "x".repeat(4_000_000)));
    assertThat(failure).isInstanceOf(SpawnException.class);
    assertThat(((SpawnException) failure).reason()).isEqualTo(Reason.ARGUMENTS_TOO_LONG);
  }

  @Test
  void whatABackEndLacksIsRefusedBeforeTheStart() throws Exception {
    if (host.isNative()) {
      return;
    }
    Path trace = directory.resolve("trace");
    List<SpawnOptions> unsupported =
        List.of(
            options().argv0("x").build(),
            options().detached(true).build(),
            options().processGroup(ProcessGroup.OWN).build(),
            options().killSignal(Signal.HUP).build(),
            options().uid(1).build(),
            options().gid(1).build(),
            options().stdin(Stdio.inherit(5)).build(),
            options().stdout(Stdio.pipe(Stdio.Direction.DUPLEX)).build(),
            options().stdin(Stdio.from(spawn("true").stdout())).build(),
            options().stdio(3, Stdio.pipe()).build());
    for (SpawnOptions options : unsupported) {
      Throwable failure =
          failure(ChildProcess.spawn(vertx, "touch", List.of(trace.toString()), options));
      assertThat(failure).hasMessageContaining("the jdk back end does not support");
      assertThat(((SpawnException) failure).reason()).isEqualTo(Reason.UNSUPPORTED);
    }
    assertThat(trace).doesNotExist();
  }
}
