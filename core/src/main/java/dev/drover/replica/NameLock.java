package dev.drover.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to a name in a directory, for as long as this JVM lives or until it is released. Held
 * by a lock on a file, so that the system takes it back from a supervisor that was killed, whatever
 * has become of its pid since. With it goes the file of a socket. All methods block briefly.
 */
public final class NameLock implements AutoCloseable {
  private static final String SOCKET = ".sock";
  private static final String LOCK = ".lock";
  private static final int ATTEMPTS = 100;

  // Of this JVM. Opening and closing a lock file again would drop the lock held on it.
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel file;

  private NameLock(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /** Somebody has the name. */
  public static final class TakenException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long pid;

    private TakenException(String name, long pid) {
      super(name + " is taken by pid " + pid);
      this.pid = pid;
    }

    /** Of its holder; -1 when he has not said yet. */
    public long pid() {
      return pid;
    }
  }

  /** Makes the directory, or finds that it is there and may be used. */
  @FunctionalInterface
  public interface Preparation {
    void run() throws IOException;
  }

  /** The socket that goes with a name. */
  public static Path socket(Path directory, String name) {
    return directory.resolve(name + SOCKET);
  }

  /** Name of the lock whose socket that is; null when it is another file. */
  public static String nameOf(Path socket) {
    String file = socket.getFileName().toString();
    return file.endsWith(SOCKET) ? file.substring(0, file.length() - SOCKET.length()) : null;
  }

  /**
   * Takes the name, and removes the socket that a killed supervisor of that name has left. The
   * directory goes with its last name.
   *
   * @throws TakenException when somebody has it, be it in this JVM
   */
  public static NameLock take(Path directory, String name, Preparation preparation)
      throws IOException {
    Path path = directory.resolve(name + LOCK);
    if (!OWN.add(path)) {
      throw new TakenException(name, ProcessHandle.current().pid());
    }
    try {
      NameLock lock = new NameLock(path, lock(path, name, preparation));
      Files.deleteIfExists(lock.socket());
      RunDirectory.tie(path);
      return lock;
    } catch (IOException | RuntimeException e) {
      OWN.remove(path);
      throw e;
    }
  }

  /** Removes what a killed supervisor of that name has left; does nothing when one lives. */
  public static void sweep(Path directory, String name) throws IOException {
    sweep(directory.resolve(name + LOCK));
  }

  static void sweep(Path lock) throws IOException {
    String file = lock.getFileName().toString();
    if (!file.endsWith(LOCK) || !Files.isDirectory(lock.getParent())) {
      return;
    }
    try {
      take(lock.getParent(), file.substring(0, file.length() - LOCK.length()), () -> {}).close();
    } catch (TakenException inUse) {
      return;
    }
  }

  /** Whoever releases a name removes the file, and maybe the directory: then all starts again. */
  private static FileChannel lock(Path path, String name, Preparation preparation)
      throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      preparation.run();
      try {
        FileChannel file = tryLock(path, name);
        if (file != null) {
          return file;
        }
      } catch (NoSuchFileException removedMeanwhile) {
        continue;
      }
    }
    throw new IOException(path + " is removed again and again");
  }

  /** Null when the file that was locked is not the one that has this path any more. */
  private static FileChannel tryLock(Path path, String name) throws IOException {
    Object before = fileKey(path);
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean held = false;
    try {
      if (file.tryLock() == null) {
        throw new TakenException(name, holder(file));
      }
      held = before != null && before.equals(fileKey(path));
      if (held) {
        LockedFiles.add(path);
        file.truncate(0).write(UTF_8.encode(ProcessHandle.current().pid() + "\n"));
      }
      return held ? file : null;
    } catch (OverlappingFileLockException e) {
      throw new TakenException(name, ProcessHandle.current().pid());
    } finally {
      if (!held) {
        file.close();
      }
    }
  }

  /** Tells a file from another of the same path, without opening it; null when there is none. */
  private static Object fileKey(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException none) {
      return null;
    }
  }

  private static long holder(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    file.read(bytes, 0);
    String content = UTF_8.decode(bytes.flip()).toString();
    return content.endsWith("\n") ? Long.parseLong(content.strip()) : -1;
  }

  private Path socket() {
    String file = path.getFileName().toString();
    return socket(path.getParent(), file.substring(0, file.length() - LOCK.length()));
  }

  /** Gives the name back and removes the socket, and the directory after its last name. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(socket());
      Files.deleteIfExists(path);
    } finally {
      file.close();
      LockedFiles.remove(path);
      OWN.remove(path);
      RunDirectory.untie(path);
    }
    try {
      Files.deleteIfExists(path.getParent());
    } catch (DirectoryNotEmptyException othersRun) {
      return;
    }
  }
}
