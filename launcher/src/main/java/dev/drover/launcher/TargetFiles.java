package dev.drover.launcher;

import dev.drover.config.NearNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files that are to be run. */
final class TargetFiles {

  private TargetFiles() {}

  /** The path as given, so that messages show it as the user knows it. */
  static Path existing(String target) {
    Path file = Path.of(target);
    if (!Files.isRegularFile(file)) {
      throw notFound(target);
    }
    return file;
  }

  static LaunchFailure notFound(String target) {
    Path full = Path.of(target).toAbsolutePath().normalize();
    if (Files.isDirectory(full)) {
      return new LaunchFailure(
          ExitCode.NOT_FOUND,
          full + " is a directory; name a class, a .java file or a jar" + some(siblings(full)));
    }
    String name = String.valueOf(full.getFileName());
    String hint = full.getParent() == null ? "" : NearNames.hint(name, siblings(full.getParent()));
    boolean initWrites = hint.isEmpty() && ConfigTarget.is(name);
    return new LaunchFailure(
        ExitCode.NOT_FOUND,
        "no file " + full + hint + (initWrites ? "; drover init writes one" : ""));
  }

  private static String some(List<String> names) {
    List<String> first = names.stream().limit(3).toList();
    return first.isEmpty() ? "" : ", such as " + String.join(" or ", first) + " in it";
  }

  private static List<String> siblings(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".java") || name.endsWith(".jar") || ConfigTarget.is(name))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
