package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drover.process.SpawnException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only root may: needs it, and setpriv for the refusal. */
class UserTest extends OnEveryHost {
  private static final int NOBODY = 65534;
  private static final int SOMEBODY = 65533;

  @TempDir Path directory;

  @BeforeEach
  void asRoot() throws Exception {
    assumeTrue(host.isNative() && Credentials.isSupported());
    boolean root = System.getProperty("user.name").equals("root");
    assumeTrue(root, "these tests need root");
  }

  private String run(SpawnOptionsBuilder options, String shell) throws Exception {
    ExecOptions exec = ExecOptions.of(options.build());
    return await(ChildProcess.exec(vertx, shell, exec)).stdout().text().strip();
  }

  @Test
  void aChildRunsAsTheUserAndGroupAndInNoOtherGroup() throws Exception {
    String ids = "grep -E '^(Uid|Gid|Groups|CapEff|CapPrm):' /proc/self/status | tr -s '\\t ' ' '";
    assertThat(run(SpawnOptions.builder().uid(NOBODY).gid(SOMEBODY), ids).lines())
        .map(String::strip)
        .containsExactly(
            "Uid: 65534 65534 65534 65534",
            "Gid: 65533 65533 65533 65533",
            "Groups:",
            "CapPrm: 0000000000000000",
            "CapEff: 0000000000000000");
    assertThat(run(SpawnOptions.builder().gid(SOMEBODY), "id -u; id -g").lines())
        .containsExactly("0", "65533");
    assertThat(run(SpawnOptions.builder(), "id -u").lines()).containsExactly("0");
  }

  @Test
  void streamsSignalsAndTheEndAreAsEver() throws Exception {
    SpawnOptions options = SpawnOptions.builder().uid(NOBODY).gid(NOBODY).argv0("named").build();
    ChildProcess child = spawn(options, "sh", "-c", "echo $0; cat; exit 7", "me");
    child.stdin().end(io.vertx.core.buffer.Buffer.buffer("through"));
    assertThat(text(child.stdout())).isEqualTo("me\nthrough");
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(7));
    ChildProcess sleeping = spawn(options, "sleep", "60");
    assertThat(sleeping.killTree(Signal.KILL)).isTrue();
    assertThat(await(sleeping.closed())).isEqualTo(ExitStatus.signal(Signal.KILL));
  }

  @Test
  void whatTheUserMayNotExecuteOrEnterIsRefused() throws Exception {
    Path script = Files.writeString(directory.resolve("script"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    for (SpawnOptionsBuilder options :
        List.of(SpawnOptions.builder(), SpawnOptions.builder().directory(directory))) {
      SpawnOptions nobody = options.uid(NOBODY).gid(NOBODY).build();
      String command = nobody.directory().isPresent() ? "true" : script.toString();
      Throwable failure = failure(ChildProcess.spawn(vertx, command, List.of(), nobody));
      assertThat(((SpawnException) failure).reason()).isEqualTo(Reason.PERMISSION_DENIED);
      assertThat(failure).hasMessageStartingWith("user 65534 may not execute");
    }
  }

  @Test
  void aJvmWithoutTheRightIsRefusedAndTheOptionNamed() throws Exception {
    String output = jvm(List.of("--bounding-set=-setuid,-setgid", "--inh-caps=-setuid,-setgid"));
    assertThat(output.lines())
        .containsExactly(
            "PERMISSION_DENIED EPERM uid: this JVM may not drop the groups (EPERM); run it as root"
                + " or with CAP_SETUID and CAP_SETGID",
            "PERMISSION_DENIED EPERM gid: this JVM may not drop the groups (EPERM); run it as root"
                + " or with CAP_SETUID and CAP_SETGID",
            "still 0");
  }

  @Test
  void theGroupsOfTheJvmAreDropped() throws Exception {
    assertThat(jvm(List.of("--groups=7,8"), "groups").lines()).containsExactly("0 7 8", "0");
  }

  /** What a JVM prints that setpriv starts. */
  private String jvm(List<String> setpriv, String... args) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is not installed");
    List<String> command = new ArrayList<>(setpriv);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-cp", System.getProperty("java.class.path")));
    command.add(UnprivilegedMain.class.getName());
    command.addAll(List.of(args));
    return await(ChildProcess.execFile(vertx, "/usr/bin/setpriv", command, ExecOptions.DEFAULTS))
        .stdout()
        .text();
  }
}
