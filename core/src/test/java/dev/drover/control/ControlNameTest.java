package dev.drover.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.control.ControlException.Code;
import dev.drover.replica.NameLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One supervisor per name, in a directory that is its user's alone. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ControlNameTest {
  @TempDir Path runtime;

  @Test
  void theSocketIsItsOwnersAloneAndNothingIsLeftOfIt() throws Exception {
    try (TestServer test = new TestServer(runtime, ControlLimits.DEFAULT)) {
      assertThat(mode(test.socket())).isEqualTo("rw-------");
      assertThat(mode(test.directory.path())).isEqualTo("rwx------");
      assertThat(test.directory.names()).containsExactly("web");
    }
    assertThat(runtime).isEmptyDirectory();
  }

  @Test
  void aNameInUseIsRefusedWithThePidOfItsHolderAndItsSocketIsLeftAlone() throws Exception {
    Process holder = holder();
    try {
      assertThatThrownBy(() -> directory().take("web"))
          .isInstanceOfSatisfying(
              ControlException.class,
              e -> {
                assertThat(e.code()).isEqualTo(Code.REFUSED);
                assertThat(e.details().getLong("pid")).isEqualTo(holder.pid());
              })
          .hasMessageContaining("a supervisor named web runs already (pid " + holder.pid() + ")");
      directory().sweep("web");
      try (ControlClient client = ControlClient.connect(directory(), "web")) {
        assertThat(client.server().getLong("pid")).isEqualTo(holder.pid());
      }
    } finally {
      holder.destroyForcibly().waitFor();
    }
  }

  @Test
  void aNameInUseInThisJvmIsRefusedToo() throws Exception {
    try (TestServer test = new TestServer(runtime, ControlLimits.DEFAULT)) {
      assertThatThrownBy(() -> new TestServer(runtime, ControlLimits.DEFAULT))
          .hasMessageContaining("runs already (pid " + ProcessHandle.current().pid() + ")");
      test.client().close();
    }
  }

  @Test
  void twoNamesLiveSideBySideAndTheDirectoryGoesWithTheLast() throws Exception {
    NameLock one = directory().take("one");
    NameLock two = directory().take("two");
    one.close();
    assertThat(directory().path()).isNotEmptyDirectory();
    two.close();
    assertThat(runtime).isEmptyDirectory();
  }

  @Test
  void whatAKilledSupervisorHasLeftIsRemovedByWhoFindsIt() throws Exception {
    holder().destroyForcibly().waitFor();
    assertThat(directory().names()).containsExactly("web");

    assertThatThrownBy(() -> ControlClient.connect(directory(), "web"))
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
    assertThat(runtime).isEmptyDirectory();
  }

  @Test
  void whatAKilledSupervisorHasLeftIsNotInTheWayOfTheNext() throws Exception {
    holder().destroyForcibly().waitFor();

    try (TestServer test = new TestServer(runtime, ControlLimits.DEFAULT)) {
      test.client().close();
    }
    assertThat(runtime).isEmptyDirectory();
  }

  @Test
  void aNameThatNobodyHasIsNotFound() {
    assertThatThrownBy(() -> ControlClient.connect(directory(), "nobody"))
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND))
        .hasMessage("no supervisor named nobody runs");
    assertThat(directory().names()).isEmpty();
  }

  @Test
  void aDirectoryThatOthersMayEnterIsRefused() throws Exception {
    Files.createDirectory(directory().path());
    Files.setPosixFilePermissions(directory().path(), PosixFilePermissions.fromString("rwxr-x--x"));

    assertThatThrownBy(() -> directory().take("web"))
        .isInstanceOf(ControlException.class)
        .hasMessageContainingAll("with mode rwxr-x--x", "XDG_RUNTIME_DIR");
    assertThatThrownBy(() -> directory().names()).isInstanceOf(ControlException.class);
  }

  @Test
  void aLinkIsNoDirectoryOfOnesOwn() throws Exception {
    Path elsewhere = Files.createDirectory(runtime.resolve("elsewhere"));
    Files.createSymbolicLink(directory().path(), elsewhere);

    assertThatThrownBy(() -> directory().take("web")).isInstanceOf(ControlException.class);
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aNameThatMakesThePathTooLongForASocketIsRefused() {
    assertThatThrownBy(() -> directory().take("x".repeat(100)))
        .isInstanceOf(ControlException.class)
        .hasMessageContaining("choose a shorter name");
  }

  @Test
  void theRuntimeDirectoryDecidesUnlessItIsAnotherUsers() throws Exception {
    int uid = OwnUser.uid();
    Path none = runtime.resolve("none");
    Path runUser = Files.createDirectory(runtime.resolve("user"));

    assertThat(ControlDirectory.of(Map.of("XDG_RUNTIME_DIR", "" + runtime), none, none).path())
        .isEqualTo(runtime.resolve("drover"));
    assertThat(ControlDirectory.of(Map.of("XDG_RUNTIME_DIR", "" + none), none, none).path())
        .isEqualTo(none.resolve("drover-" + uid));
    assertThat(ControlDirectory.of(Map.of(), runUser, none).path())
        .isEqualTo(none.resolve("drover-" + uid));
    Path own = Files.createDirectory(runUser.resolve("" + uid));
    assertThat(ControlDirectory.of(Map.of(), runUser, none).path())
        .isEqualTo(own.resolve("drover"));
  }

  private ControlDirectory directory() {
    return TestServer.directory(runtime);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /** Returns when it listens. */
  private Process holder() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                NameHolder.class.getName(),
                runtime.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.inputReader().readLine()).startsWith("listening at ");
    return process;
  }
}
