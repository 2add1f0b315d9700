package dev.drover.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.testing.Others;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDirectoryTest {
  @TempDir Path base;

  @Test
  void onlyTheOwnerCanEnterIt() throws IOException {
    RunDirectory directory = RunDirectory.createIn(base);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
        .isEqualTo("rwx------");
    directory.delete();
    assertThat(base).isEmptyDirectory();
  }

  @Test
  void directoryOfADeadSupervisorIsRemovedWithTheNextOne() throws IOException {
    Path dead = abandoned("drover-123");
    RunDirectory directory = RunDirectory.createIn(base);
    assertThat(dead).doesNotExist();
    directory.delete();
  }

  @Test
  void directoryOfALivingSupervisorStays() throws IOException {
    RunDirectory living = RunDirectory.createIn(base);
    RunDirectory other = RunDirectory.createIn(base);
    AbandonedDirectory.remove(living.path());
    assertThat(living.path()).exists();
    other.delete();
    living.delete();
  }

  @Test
  void whoKnowsThatASupervisorIsGoneWaitsForItsLock() throws Exception {
    Path dying = abandoned("drover-123");
    Process supervisor = holding(dying.resolve("supervisor.pid"));
    try {
      assertThat(supervisor.inputReader().readLine()).isEqualTo("held");
      AbandonedDirectory.remove(dying);
      assertThat(dying).exists();

      CompletableFuture<Void> removal =
          CompletableFuture.runAsync(() -> AbandonedDirectory.removeOfGone(dying));
      assertThatThrownBy(() -> removal.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      supervisor.destroyForcibly();

      removal.get(10, TimeUnit.SECONDS);
      assertThat(dying).doesNotExist();
    } finally {
      supervisor.destroyForcibly().waitFor();
    }
  }

  @Test
  void oneCanBeMadeWhileOthersComeAndGo() throws Exception {
    Others.comeAndGo(
        base,
        "drover-",
        Files::createDirectory,
        () -> {
          for (int round = 0; round < 300; round++) {
            RunDirectory.createIn(base).delete();
          }
        });
  }

  @Test
  void whatDoesNotProveToBeDroversStays() throws IOException {
    Path otherName = abandoned("drover-backup");
    Path noPidFile = Files.createDirectory(base.resolve("drover-77"));
    RunDirectory.createIn(base).delete();
    assertThat(otherName).exists();
    assertThat(noPidFile).exists();
  }

  @Test
  void pathTooLongForASocketIsRefusedAndLeavesNothing() throws IOException {
    Path deep = Files.createDirectories(base.resolve("d".repeat(100)));
    assertThatThrownBy(() -> RunDirectory.createIn(deep)).hasMessageContaining("107");
    assertThat(deep).isEmptyDirectory();
  }

  private static Process holding(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Locks a file, says so, and keeps it until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      try (FileChannel file = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
        file.lock();
        System.out.println("held");
        new CountDownLatch(1).await();
      }
    }
  }

  private Path abandoned(String name) throws IOException {
    Path directory = Files.createDirectory(base.resolve(name));
    Files.writeString(directory.resolve("supervisor.pid"), "123\n");
    Files.createFile(directory.resolve("channel.sock"));
    return directory;
  }
}
