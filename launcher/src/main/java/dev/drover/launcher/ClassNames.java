package dev.drover.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Names of the classes on a class path, for suggestions: a bounded look, no complete list. */
final class ClassNames {
  private static final int ENTRIES = 8;
  private static final int CLASSES = 20_000;
  private static final String CLASS = ".class";

  private ClassNames() {}

  static List<String> in(List<Path> classPath) {
    List<String> names = new ArrayList<>();
    for (Path entry : classPath.subList(0, Math.min(ENTRIES, classPath.size()))) {
      try {
        names.addAll(Files.isDirectory(entry) ? inDirectory(entry) : inJar(entry));
      } catch (IOException | UncheckedIOException unreadable) {
        // Only a hint gets poorer by it.
      }
    }
    return names;
  }

  private static List<String> inDirectory(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return names(files.map(file -> directory.relativize(file).toString()));
    }
  }

  private static List<String> inJar(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return names(file.stream().map(ZipEntry::getName));
    }
  }

  private static List<String> names(Stream<String> files) {
    return files
        .filter(file -> file.endsWith(CLASS) && file.indexOf('$') < 0)
        .limit(CLASSES)
        .map(file -> file.substring(0, file.length() - CLASS.length()))
        .map(file -> file.replace('/', '.').replace('\\', '.'))
        .toList();
  }
}
