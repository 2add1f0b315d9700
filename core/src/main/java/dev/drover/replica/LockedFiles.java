package dev.drover.replica;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files that this JVM holds locks on. POSIX drops all locks of a process on a file as soon as
 * the process closes any descriptor of it: whoever opens files that it has not made, such as those
 * of a directory that it copies, must leave these out. Safe for all threads.
 */
public final class LockedFiles {
  // By the keys of files, of which one may have many paths.
  private static final Map<Object, Path> LOCKED = new ConcurrentHashMap<>();

  private LockedFiles() {}

  /** To be called when it is locked, and has the path that it will keep. */
  public static void add(Path file) throws IOException {
    Object key = key(file);
    if (key != null) {
      LOCKED.put(key, file);
    }
  }

  /** To be called when the lock is given up. */
  public static void remove(Path file) {
    LOCKED.values().remove(file);
  }

  /**
   * Does not open it.
   *
   * @param attributes of the file that is asked about
   */
  public static boolean contains(BasicFileAttributes attributes) {
    Path file = attributes.fileKey() == null ? null : LOCKED.get(attributes.fileKey());
    try {
      // Where somebody else has removed it, another may have got its key.
      return file != null && attributes.fileKey().equals(key(file));
    } catch (IOException removed) {
      return false;
    }
  }

  /** Null where files have none, as on Windows: there closing does no harm. */
  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }
}
