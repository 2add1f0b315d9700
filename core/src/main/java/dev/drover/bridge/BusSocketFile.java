package dev.drover.bridge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Function;

/**
 * The file of a unix socket, for its owner only from its first moment: it is bound in a directory
 * that nobody else may enter, and moved to its place when its mode is right.
 */
final class BusSocketFile {
  private final Vertx vertx;
  private final Path path;

  BusSocketFile(Vertx vertx, String path) {
    this.vertx = vertx;
    this.path = Path.of(path);
  }

  /**
   * @param bind listens at the address it is given
   * @return fails when the place is taken
   */
  Future<Void> listen(Function<SocketAddress, Future<?>> bind) {
    return vertx
        .executeBlocking(this::prepare)
        .compose(
            directory -> {
              Path bound = directory.resolve("s");
              return bind.apply(SocketAddress.domainSocketAddress(bound.toString()))
                  .compose(listening -> vertx.executeBlocking(() -> publish(bound)))
                  .eventually(() -> vertx.executeBlocking(() -> Files.deleteIfExists(directory)));
            });
  }

  private Path prepare() throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      requireAbandoned();
    }
    return Files.createTempDirectory(
        path.getParent(),
        ".b",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private void requireAbandoned() throws IOException {
    boolean socket =
        Files.readAttributes(
                path, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .isOther();
    if (!socket) {
      throw new BindException(path + " is there and is no socket; name another path");
    }
    try (SocketChannel one = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      one.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException nobody) {
      return;
    }
    throw new BindException(path + " is in use: somebody listens there");
  }

  private Void publish(Path bound) throws IOException {
    Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-------"));
    Files.move(bound, path, StandardCopyOption.ATOMIC_MOVE);
    return null;
  }

  Future<Void> delete() {
    return vertx.executeBlocking(() -> Files.deleteIfExists(path)).mapEmpty();
  }
}
