package dev.drover.launcher;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The class path of replicas: the launcher's own, then the user's. */
final class ServicePath {

  private ServicePath() {}

  static List<Path> ofLauncher() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().normalize())
        .filter(Files::exists)
        .toList();
  }

  static List<Path> of(List<Path> launcherPath, Target target) {
    List<Path> path = new ArrayList<>(launcherPath);
    path.addAll(target.classPath());
    return path;
  }
}
