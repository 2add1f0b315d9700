package dev.drover.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The directory of one supervisor's unix sockets, readable by its owner only. The supervisor holds
 * a lock on the file {@value #PID_FILE} for life, so that anybody can tell a directory in use from
 * one whose supervisor is gone, whatever has become of the pid since. All methods block briefly.
 */
public final class RunDirectory {
  private static final String PREFIX = "drover-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "\\d+");
  static final String PID_FILE = "supervisor.pid";
  static final String USERS_FILE = "users";

  // The size of sockaddr_un.sun_path, less its terminating zero.
  private static final int MAX_SOCKET_PATH = 107;

  // The directories of classes that this JVM loads from, and what keeps others from removing them.
  private static final Map<Path, FileChannel> USED = new ConcurrentHashMap<>();

  // Directories of this JVM. Opening and closing a pid file again would drop the lock held on it.
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  static final String TIED_FILE = "tied";
  private static final Set<Path> TIED = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel pidFile;

  private RunDirectory(Path path, FileChannel pidFile) {
    this.path = path;
    this.pidFile = pidFile;
  }

  /** Makes a new directory, and removes those that dead supervisors of this user have left. */
  public static RunDirectory create() throws IOException {
    IOException failure = new IOException("no directory for the supervisor's sockets");
    for (Path base : bases()) {
      try {
        return createIn(base);
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }

  /**
   * The same for class files, which replicas may still load from when the supervisor is gone: not
   * in memory, if that can be told. Whoever loads from there says so by {@link #useClasses}.
   */
  public static RunDirectory createForClasses() throws IOException {
    RunDirectory directory =
        createIn(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
    Files.createFile(directory.path.resolve(USERS_FILE));
    return directory;
  }

  static RunDirectory createIn(Path base) throws IOException {
    Path path =
        Files.createTempDirectory(
            base,
            PREFIX,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      RunDirectory directory = new RunDirectory(path, lockedPidFile(path));
      requireShort(directory.channel());
      Files.write(path.resolve(TIED_FILE), TIED.stream().map(Path::toString).toList());
      sweep(base);
      return directory;
    } catch (IOException e) {
      OWN.remove(path);
      removeAll(path);
      throw e;
    }
  }

  /** The socket replicas reach their supervisor at. */
  public Path channel() {
    return path.resolve("channel.sock");
  }

  /** The socket replicas get their listening sockets from. */
  public Path ports() {
    return path.resolve("ports.sock");
  }

  /** For what else must not outlive the supervisor. */
  public Path path() {
    return path;
  }

  /** Removes the directory and what is in it. */
  public void delete() throws IOException {
    removeAll(path);
    OWN.remove(path);
    pidFile.close();
    LockedFiles.remove(path.resolve(PID_FILE));
  }

  /** Lets the lock of a name be removed with the directories that this JVM makes from now on. */
  static void tie(Path lock) {
    TIED.add(lock);
  }

  static void untie(Path lock) {
    TIED.remove(lock);
  }

  static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** This JVM loads from the directories of {@code classPath} until it ends. */
  static void useClasses(String classPath) {
    for (Path directory : directoriesOf(classPath)) {
      try {
        FileChannel users = open(directory.resolve(USERS_FILE));
        users.lock(0, Long.MAX_VALUE, true);
        USED.put(directory, users);
      } catch (IOException e) {
        // It is not for classes, or removed already: loading from it will tell.
      }
    }
  }

  /** Removes the directories of {@code classPath} that nobody needs any more; this JVM neither. */
  static void deleteAbandonedClasses(String classPath) {
    for (Path directory : directoriesOf(classPath)) {
      FileChannel users = USED.remove(directory);
      try {
        if (users != null) {
          users.close();
        }
      } catch (IOException e) {
        // Then it is locked still, and the next supervisor removes it.
      }
      AbandonedDirectory.removeOfGone(directory);
    }
  }

  private static Set<Path> directoriesOf(String classPath) {
    Set<Path> directories = new LinkedHashSet<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      Path directory = Path.of(entry).toAbsolutePath().getParent();
      if (isRunDirectory(directory)) {
        directories.add(directory);
      }
    }
    return directories;
  }

  /** Whether this JVM has made it. */
  static boolean isOwn(Path path) {
    return OWN.contains(path);
  }

  /**
   * Whether it is named as they are.
   *
   * @param path may be null
   */
  public static boolean isRunDirectory(Path path) {
    return path != null
        && path.getFileName() != null
        && NAME.matcher(path.getFileName().toString()).matches();
  }

  private static List<Path> bases() {
    List<Path> bases = new ArrayList<>();
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    if (runtime != null && !runtime.isEmpty() && Files.isWritable(Path.of(runtime))) {
      bases.add(Path.of(runtime).toAbsolutePath());
    }
    bases.add(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
    bases.add(Path.of("/tmp"));
    return bases;
  }

  /** The file gets its name only when it is locked: who finds it unlocked finds it abandoned. */
  private static FileChannel lockedPidFile(Path directory) throws IOException {
    OWN.add(directory);
    Path unnamed = directory.resolve(PID_FILE + ".new");
    FileChannel file =
        FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    file.lock();
    file.write(UTF_8.encode(ProcessHandle.current().pid() + "\n"));
    Path pid = directory.resolve(PID_FILE);
    Files.move(unnamed, pid);
    LockedFiles.add(pid);
    return file;
  }

  private static void requireShort(Path socket) throws IOException {
    int length = socket.toString().getBytes(UTF_8).length;
    if (length > MAX_SOCKET_PATH) {
      throw new IOException(
          "%s is %d bytes long, a unix socket's path may have %d"
              .formatted(socket, length, MAX_SOCKET_PATH));
    }
  }

  private static void sweep(Path base) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(base, PREFIX + "*")) {
      for (Path path : found) {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && isOwnUsers(path)) {
          AbandonedDirectory.remove(path);
        }
      }
    }
  }

  private static boolean isOwnUsers(Path path) throws IOException {
    UserPrincipal owner = ownerOf(path);
    for (Path own : OWN) {
      UserPrincipal user = ownerOf(own);
      if (user != null) {
        return user.equals(owner);
      }
    }
    return false;
  }

  /** Null when there is nothing any more: other supervisors, and their replicas, may just end. */
  private static UserPrincipal ownerOf(Path path) throws IOException {
    try {
      return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException removedMeanwhile) {
      return null;
    }
  }

  static void removeAll(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          removeAll(file);
        } else {
          Files.deleteIfExists(file);
        }
      }
    }
    Files.deleteIfExists(directory);
  }
}
