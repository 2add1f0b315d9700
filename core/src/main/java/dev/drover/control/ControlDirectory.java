package dev.drover.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drover.control.ControlException.Code;
import dev.drover.replica.NameLock;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the control sockets of one user's supervisors are: {@code drover} in his {@code
 * XDG_RUNTIME_DIR} (or in {@code /run/user/UID} where that is not set), else {@code
 * /tmp/drover-UID}. Only he may enter it. All methods block briefly.
 */
public final class ControlDirectory {
  // The size of sockaddr_un.sun_path on the systems that have least, less its terminating zero.
  private static final int MAX_SOCKET_PATH = 103;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;
  private final int uid;

  private ControlDirectory(Path path, int uid) {
    this.path = path;
    this.uid = uid;
  }

  /**
   * This user's.
   *
   * @throws ControlException when the system cannot tell users apart (Windows)
   */
  public static ControlDirectory ofUser() {
    return of(System.getenv(), Path.of("/run/user"), Path.of("/tmp"));
  }

  static ControlDirectory of(Map<String, String> env, Path runUser, Path temporary) {
    int uid = OwnUser.uid();
    List<Path> bases = new ArrayList<>();
    String runtime = env.getOrDefault("XDG_RUNTIME_DIR", "");
    if (!runtime.isEmpty()) {
      bases.add(Path.of(runtime).toAbsolutePath());
    }
    bases.add(runUser.resolve("" + uid));
    for (Path base : bases) {
      // Another user's, as sudo may leave it in the environment, is none of ours.
      if (Files.isDirectory(base) && OwnUser.owns(base)) {
        return new ControlDirectory(base.resolve("drover"), uid);
      }
    }
    return new ControlDirectory(temporary.resolve("drover-" + uid), uid);
  }

  public Path path() {
    return path;
  }

  /** Where the supervisor of that name listens, if there is one. */
  public Path socket(String name) {
    return NameLock.socket(path, name);
  }

  /**
   * Takes the name, and removes what a killed supervisor of that name has left.
   *
   * @throws ControlException when a live supervisor has the name, or the directory cannot be used
   */
  NameLock take(String name) throws IOException {
    requireShort(name);
    try {
      return NameLock.take(path, name, this::prepare);
    } catch (NameLock.TakenException e) {
      throw new ControlException(
          Code.REFUSED,
          "a supervisor named %s runs already%s; stop it with: drover stop -n %s, or choose another --name"
              .formatted(name, e.pid() < 0 ? "" : " (pid " + e.pid() + ")", name),
          new JsonObject().put("pid", e.pid()));
    }
  }

  /** Removes what a killed supervisor of that name has left; does nothing when one lives. */
  void sweep(String name) throws IOException {
    requireOwn();
    NameLock.sweep(path, name);
  }

  /**
   * Names of this user's supervisors, in their order; those that were killed and have left a socket
   * behind are among them.
   */
  public List<String> names() {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        String name = NameLock.nameOf(file);
        if (name != null) {
          names.add(name);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    } catch (IOException e) {
      throw new ControlException(Code.FAILED, path + " cannot be read: " + e.getMessage());
    }
    requireOwn();
    return List.copyOf(names);
  }

  /**
   * Makes it, if need be.
   *
   * @throws ControlException when somebody else could enter it, or put sockets into it
   */
  void prepare() throws IOException {
    try {
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } catch (FileAlreadyExistsException there) {
      requireOwn();
    }
  }

  void removeIfEmpty() throws IOException {
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException inUse) {
      return;
    }
  }

  /** So that nobody talks to a supervisor of somebody else's in the belief that it is his own. */
  private void requireOwn() {
    try {
      boolean directory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
      Set<PosixFilePermission> mode =
          Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
      if (!directory || !OwnUser.owns(path) || !OWNER_ONLY.containsAll(mode)) {
        throw new ControlException(
            Code.FAILED,
            "%s must be a directory of user %d that nobody else may enter, and is one of %s with mode %s; remove it, or set XDG_RUNTIME_DIR to a directory of your own"
                .formatted(
                    path,
                    uid,
                    Files.getOwner(path, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.toString(mode)));
      }
    } catch (NoSuchFileException removedMeanwhile) {
      // Whoever wants to use it finds that it is not there.
    } catch (IOException e) {
      throw new ControlException(Code.FAILED, path + " cannot be checked: " + e.getMessage());
    }
  }

  /**
   * @throws ControlException when no socket of that name can be made there
   */
  private void requireShort(String name) {
    int length = socket(name).toString().getBytes(UTF_8).length;
    if (length > MAX_SOCKET_PATH) {
      throw new ControlException(
          Code.FAILED,
          "%s is %d bytes long, a unix socket's path may have %d; choose a shorter name"
              .formatted(socket(name), length, MAX_SOCKET_PATH));
    }
  }
}
