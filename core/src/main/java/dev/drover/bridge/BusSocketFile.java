package dev.drover.bridge;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Function;

/**
 * The file of a unix socket, for its owner only from its first moment: it is bound in a directory
 * that nobody else may enter, and moved to its place when its mode is right.
 */
final class BusSocketFile {
  private final Vertx vertx;
  private final Path path;
  private final long predecessor;

  /** Of the file that is ours. */
  private volatile Object key;

  /**
   * @param predecessor the pid of a process whose place it may take; -1 for none
   */
  BusSocketFile(Vertx vertx, String path, long predecessor) {
    this.vertx = vertx;
    this.path = Path.of(path);
    this.predecessor = predecessor;
  }

  /**
   * @param bind listens at the address it is given
   * @return fails when the place is taken
   */
  Future<Void> listen(Function<SocketAddress, Future<?>> bind) {
    return vertx
        .executeBlocking(this::isThere)
        .compose(there -> there ? requireFree() : Future.succeededFuture())
        .compose(free -> vertx.executeBlocking(this::directory))
        .compose(
            directory -> {
              Path bound = directory.resolve("s");
              return bind.apply(SocketAddress.domainSocketAddress(bound.toString()))
                  .compose(listening -> vertx.executeBlocking(() -> publish(bound)))
                  .eventually(() -> vertx.executeBlocking(() -> Files.deleteIfExists(directory)));
            });
  }

  private boolean isThere() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    if (!attributes().isOther()) {
      throw new BindException(path + " is there and is no socket; name another path");
    }
    return true;
  }

  private BasicFileAttributes attributes() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private Future<Void> requireFree() {
    NetClient client = vertx.createNetClient();
    return client
        .connect(SocketAddress.domainSocketAddress(path.toString()))
        .transform((socket, nobody) -> nobody == null ? requirePredecessor(socket) : free())
        .eventually(client::close);
  }

  private Future<Void> requirePredecessor(NetSocket socket) {
    Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
    try {
      if (channel instanceof EpollDomainSocketChannel epoll
          && epoll.peerCredentials().pid() == predecessor) {
        return free();
      }
    } catch (IOException gone) {
      return free();
    }
    return Future.failedFuture(new BindException(path + " is in use: somebody listens there"));
  }

  private static Future<Void> free() {
    return Future.succeededFuture();
  }

  private Path directory() throws IOException {
    return Files.createTempDirectory(
        path.getParent(),
        ".b",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private Void publish(Path bound) throws IOException {
    Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-------"));
    Files.move(bound, path, StandardCopyOption.ATOMIC_MOVE);
    key = attributes().fileKey();
    return null;
  }

  /** Unless a successor's is there by now. */
  Future<Void> delete() {
    return vertx.executeBlocking(
        () -> {
          if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && attributes().fileKey().equals(key)) {
            Files.deleteIfExists(path);
          }
          return null;
        });
  }
}
