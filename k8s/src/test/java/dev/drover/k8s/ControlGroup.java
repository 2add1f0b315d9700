package dev.drover.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A control group that limits processors, and memory if that can be had too, where this machine
 * lets us have one.
 */
record ControlGroup(String path) implements AutoCloseable {
  /** Version 1, version 2. */
  private static final List<String> ROOTS = List.of("/sys/fs/cgroup/cpu", "/sys/fs/cgroup");

  /** Of an empty path where there is none to be had. */
  static ControlGroup of(String name) {
    for (String root : ROOTS) {
      Path group = Path.of(root, name);
      try {
        Files.createDirectory(group);
        boolean limits =
            Files.isWritable(group.resolve("cpu.cfs_quota_us"))
                || Files.isWritable(group.resolve("cpu.max"));
        Files.delete(group);
        if (limits) {
          return new ControlGroup(group.toString());
        }
      } catch (IOException notPermitted) {
        continue;
      }
    }
    System.err.println(
        "NOT TESTED: limits of processors and memory: no control group may be made here");
    return new ControlGroup("");
  }

  boolean limits() {
    return !path.isEmpty();
  }

  @Override
  public void close() {
    try {
      if (limits()) {
        Files.deleteIfExists(Path.of(path));
        // Version 1 has another tree for it.
        Files.deleteIfExists(Path.of("/sys/fs/cgroup/memory").resolve(Path.of(path).getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
