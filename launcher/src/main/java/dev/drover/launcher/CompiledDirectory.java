package dev.drover.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Compiled classes where other JVMs can load them: a directory that only the owner can read. */
final class CompiledDirectory implements AutoCloseable {
  private final Path path;

  private CompiledDirectory(Path path) {
    this.path = path;
  }

  static CompiledDirectory of(CompiledSources sources) {
    boolean posix =
        Files.getFileAttributeView(
                Path.of(System.getProperty("java.io.tmpdir")), PosixFileAttributeView.class)
            != null;
    FileAttribute<?>[] owner =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    try {
      CompiledDirectory directory =
          new CompiledDirectory(Files.createTempDirectory("drover-classes-", owner));
      sources.writeTo(directory.path);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
