package dev.drover.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A source file and what it needed, compiled.
 *
 * @param classes class files by class name
 * @param notes what the compiler said although it succeeded
 */
record CompiledSources(SourceFile source, Map<String, byte[]> classes, List<String> notes) {

  /** Writes the class files below {@code directory}, which exists. */
  void writeTo(Path directory) {
    classes.forEach(
        (name, bytes) -> {
          Path file = directory.resolve(name.replace('.', '/') + ".class");
          try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
