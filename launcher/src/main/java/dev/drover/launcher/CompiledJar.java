package dev.drover.launcher;

import dev.drover.replica.RunDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Compiled classes where other JVMs can load them: a jar in a directory that only the owner can
 * read, and that is removed even if this JVM is killed. A jar and no directory, because a JVM that
 * has opened it can go on when the file is gone.
 */
final class CompiledJar implements AutoCloseable {
  private final RunDirectory directory;
  private final Path path;

  private CompiledJar(RunDirectory directory) {
    this.directory = directory;
    path = directory.path().resolve("classes.jar");
  }

  static CompiledJar of(CompiledSources sources) {
    try {
      CompiledJar jar = new CompiledJar(RunDirectory.create());
      jar.write(sources);
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(CompiledSources sources) throws IOException {
    try (OutputStream file = Files.newOutputStream(path);
        ZipOutputStream jar = new ZipOutputStream(file)) {
      for (Map.Entry<String, byte[]> each : sources.classes().entrySet()) {
        jar.putNextEntry(new ZipEntry(each.getKey().replace('.', '/') + ".class"));
        jar.write(each.getValue());
      }
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      directory.delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
