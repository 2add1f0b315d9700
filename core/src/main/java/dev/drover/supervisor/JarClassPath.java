package dev.drover.supervisor;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * A class path with what its jars name in {@code Class-Path} of their manifests. The names are
 * relative to the jar, so they lead nowhere from a copy of it elsewhere.
 */
final class JarClassPath {

  private JarClassPath() {}

  /**
   * In the order in which Java looks for classes: what a jar names comes right after it.
   *
   * @param kept entries that stay where they are, and so need no help
   */
  static List<Path> expand(List<Path> classPath, Predicate<Path> kept) throws IOException {
    Set<Path> all = new LinkedHashSet<>();
    for (Path entry : classPath) {
      add(entry.toAbsolutePath().normalize(), kept, all);
    }
    return List.copyOf(all);
  }

  private static void add(Path entry, Predicate<Path> kept, Set<Path> all) throws IOException {
    if (all.add(entry) && !kept.test(entry) && Files.isRegularFile(entry)) {
      for (Path named : named(entry)) {
        add(named, kept, all);
      }
    }
  }

  private static List<Path> named(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      String names =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return names == null ? List.of() : resolve(jar, names.trim().split("\\s+"));
    } catch (java.util.zip.ZipException noJar) {
      return List.of(); // Java ignores such a file, too.
    }
  }

  private static List<Path> resolve(Path jar, String[] names) {
    return List.of(names).stream()
        .filter(name -> !name.isEmpty())
        .map(name -> jar.toUri().resolve(URI.create(name)))
        .filter(uri -> "file".equals(uri.getScheme()))
        .map(uri -> Path.of(uri).normalize())
        .filter(Files::exists)
        .toList();
  }
}
