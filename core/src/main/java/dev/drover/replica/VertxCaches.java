package dev.drover.replica;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Pattern;

/**
 * The directories that every Vert.x makes for files of the class path, and removes only if its JVM
 * ends in good order. They are not in the run directory: a replica whose supervisor is gone removes
 * that while others may still drain.
 */
public final class VertxCaches {
  private static final String PROPERTY = "vertx.cacheDirBase";
  private static final Pattern OURS = Pattern.compile("drover-\\d+-cache-\\d+");

  private final Path parent;
  private final String prefix;

  private VertxCaches(Path parent, String prefix) {
    this.parent = parent;
    this.prefix = prefix;
  }

  /** For the replicas of the supervisor whose run directory this is. */
  public static VertxCaches of(RunDirectory directory) {
    return new VertxCaches(
        Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath(),
        directory.path().getFileName() + "-cache-");
  }

  /** For this JVM, where it is nobody's replica; call it before there is a Vert.x. */
  public static void claimOwn() {
    if (System.getProperty(PROPERTY) == null) {
      String name = "drover-" + ProcessHandle.current().pid() + "-cache-0";
      System.setProperty(PROPERTY, Path.of(System.getProperty("java.io.tmpdir"), name).toString());
    }
  }

  /**
   * The flag of a replica's JVM that puts its directories where {@link #delete} finds them.
   *
   * @param member a number that no other living replica of the service has
   */
  public String flag(int member) {
    // Vert.x appends a dash and a name of its own.
    return "-D" + PROPERTY + "=" + parent.resolve(prefix + member);
  }

  /** Removes what the replica has left. Blocks; what cannot be removed stays. */
  public void delete(int member) {
    delete(parent, prefix + member);
  }

  /** The same for this JVM, when it must end in bad order. */
  public static void deleteOwn() {
    String base = System.getProperty(PROPERTY);
    Path name = base == null ? null : Path.of(base).getFileName();
    if (name != null && OURS.matcher(name.toString()).matches()) {
      delete(Path.of(base).toAbsolutePath().getParent(), name.toString());
    }
  }

  private static void delete(Path parent, String base) {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, base + "-*")) {
      for (Path directory : left) {
        deleteTree(directory);
      }
    } catch (IOException e) {
      // A few files in a directory for temporary files are no reason to fail.
    }
  }

  /** A Vert.x that is just closing removes the same. */
  private static void deleteTree(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path removedMeanwhile, IOException cause) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path emptied, IOException cause)
              throws IOException {
            Files.deleteIfExists(emptied);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
