package dev.drover.launcher;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A class path as {@code java -cp} understands it. */
final class ClassPath {

  private ClassPath() {}

  /**
   * Absolute entries, in order, with {@code dir/*} replaced by the jars in it.
   *
   * @param text null for none
   * @throws LaunchFailure when an entry does not exist: java would pass over it in silence
   */
  static List<Path> parse(String text) {
    return entries(text == null ? List.of() : List.of(text.split(File.pathSeparator)));
  }

  /** The same for entries that are told apart already. */
  static List<Path> entries(List<String> given) {
    List<Path> entries = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String entry : given) {
      if (entry.isEmpty()) {
        continue;
      }
      boolean all = entry.equals("*") || entry.endsWith(File.separator + "*");
      Path path = Path.of(all ? entry.substring(0, entry.length() - 1) : entry).toAbsolutePath();
      if (all ? !Files.isDirectory(path) : !Files.exists(path)) {
        missing.add("class path entry " + path + " does not exist");
      } else if (all) {
        entries.addAll(jars(path));
      } else {
        entries.add(path.normalize());
      }
    }
    if (!missing.isEmpty()) {
      throw new LaunchFailure(ExitCode.NOT_FOUND, missing);
    }
    return entries;
  }

  private static List<Path> jars(Path directory) {
    try (Stream<Path> files = Files.list(directory.normalize())) {
      return files
          .filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".jar"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static URL[] urls(List<Path> entries) {
    return entries.stream().map(ClassPath::url).toArray(URL[]::new);
  }

  private static URL url(Path entry) {
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("a file has no URL: " + entry, e);
    }
  }

  static String join(List<Path> entries) {
    return String.join(File.pathSeparator, entries.stream().map(Path::toString).toList());
  }
}
