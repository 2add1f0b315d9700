package dev.drover.supervisor;

import dev.drover.replica.LockedFiles;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * The files of a directory that are to be copied, links followed. Blocks.
 *
 * <p>The directory may be one that Drover's own files are in, as {@code /tmp} is: those that this
 * JVM has locked are not read.
 */
final class TreeCopy {
  private static final int MOST_FILES = 20_000;
  private static final long MOST_BYTES = 512L * 1024 * 1024;

  /** In words. */
  static final String LIMIT = "20,000 files or 512 MiB";

  private final Path from;
  private final List<Path> directories = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private long bytes;

  private TreeCopy(Path from) {
    this.from = from;
  }

  static TreeCopy of(Path directory) throws IOException {
    TreeCopy tree = new TreeCopy(directory);
    Files.walkFileTree(
        directory,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        tree.new Collector());
    return tree;
  }

  /** Whether that is no directory of classes, but half a disk. */
  boolean isTooLarge() {
    return files.size() > MOST_FILES || bytes > MOST_BYTES;
  }

  void copyTo(Path to) throws IOException {
    for (Path directory : directories) {
      Files.createDirectories(to.resolve(from.relativize(directory)));
    }
    for (Path file : files) {
      copy(file, to.resolve(from.relativize(file)));
    }
  }

  private static void copy(Path file, Path to) throws IOException {
    try {
      Files.copy(file, to);
    } catch (NoSuchFileException missing) {
      // One that is removed meanwhile is as one that was removed before.
      if (!Files.isDirectory(to.getParent())) {
        throw missing;
      }
    }
  }

  private final class Collector extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      directories.add(directory);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !LockedFiles.contains(attributes)) {
        files.add(file);
        bytes += attributes.size();
      }
      return isTooLarge() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) {
      return FileVisitResult.CONTINUE; // A link that leads nowhere.
    }
  }
}
