package dev.drover.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
    RunDirectory.deleteIfAbandoned(living.path());
    assertThat(living.path()).exists();
    other.delete();
    living.delete();
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

  private Path abandoned(String name) throws IOException {
    Path directory = Files.createDirectory(base.resolve(name));
    Files.writeString(directory.resolve("supervisor.pid"), "123\n");
    Files.createFile(directory.resolve("channel.sock"));
    return directory;
  }
}
