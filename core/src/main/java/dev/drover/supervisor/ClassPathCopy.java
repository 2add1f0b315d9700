package dev.drover.supervisor;

import dev.drover.config.ConfigException;
import dev.drover.replica.RunDirectory;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The class path of one generation as it was when that began. Replicas load classes for as long as
 * they live, and build tools write over jars and class files in place: so replicas are given copies
 * of their own (links would change with what they link to), and what is built meanwhile is the next
 * generation's. Released artifacts of a local repository, which never change, are used where they
 * are, as are jars that were compiled into a run directory for these replicas alone, and what
 * {@code inPlace} names. Its methods block.
 */
final class ClassPathCopy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClassPathCopy.class);

  private final RunDirectory directory;
  private final List<Path> entries;

  private ClassPathCopy(RunDirectory directory, List<Path> entries) {
    this.directory = directory;
    this.entries = List.copyOf(entries);
  }

  /**
   * @param inPlace entries that are not to be copied
   * @throws ConfigException when something cannot be read or copied; nothing is left then
   */
  static ClassPathCopy of(List<Path> classPath, Set<Path> inPlace) {
    RunDirectory directory = null;
    try {
      directory = RunDirectory.createForClasses();
      List<Path> entries = new ArrayList<>();
      for (Path entry : JarClassPath.expand(classPath, path -> isKept(path, inPlace))) {
        Path to = directory.path().resolve(entries.size() + "-" + entry.getFileName());
        entries.add(isKept(entry, inPlace) ? entry : copied(entry, to));
      }
      return new ClassPathCopy(directory, entries);
    } catch (IOException | UncheckedIOException e) {
      if (directory != null) {
        new ClassPathCopy(directory, List.of()).close();
      }
      throw new ConfigException("cannot copy the class path for the replicas: " + e);
    }
  }

  private static boolean isKept(Path entry, Set<Path> inPlace) {
    return inPlace.contains(entry)
        || ReleasedArtifact.is(entry)
        || RunDirectory.isRunDirectory(entry.getParent());
  }

  private static Path copied(Path entry, Path to) throws IOException {
    if (Files.isRegularFile(entry)) {
      return Files.copy(entry, to);
    }
    if (!Files.isDirectory(entry)) {
      return entry; // There may be something by the time it is loaded from.
    }
    TreeCopy tree = TreeCopy.of(entry);
    if (tree.isTooLarge()) {
      LOG.warn(
          "%s is too large to be copied for each generation of replicas (more than %s): replicas that run see what is changed in it"
              .formatted(entry, TreeCopy.LIMIT));
      return entry;
    }
    tree.copyTo(to);
    return to;
  }

  /** For replicas to load from, in order. */
  List<Path> entries() {
    return entries;
  }

  /** The last replica of the generation has ended. */
  @Override
  public void close() {
    try {
      directory.delete();
    } catch (IOException e) {
      LOG.warn("cannot remove " + directory.path() + ": " + e);
    }
  }
}
