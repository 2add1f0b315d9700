package dev.drover.process;

import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Where a child connects its channel when it cannot be handed a descriptor: a unix socket in a
 * directory that only this user may enter. The first who connects has the channel.
 */
final class ChannelServer {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelServer.class);
  private static final String SHIM = "node-channel.cjs";

  private final Path directory;
  private final ServerSocketChannel server;
  private final CompletableFuture<SocketChannel> connected = new CompletableFuture<>();

  private ChannelServer(Path directory) throws IOException {
    this.directory = directory;
    try (InputStream shim = ChannelServer.class.getResourceAsStream(SHIM)) {
      Files.copy(shim, directory.resolve(SHIM));
    }
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
  }

  /** Listens. */
  static ChannelServer open() throws IOException {
    Path directory = Files.createTempDirectory("drover-channel-");
    try {
      return new ChannelServer(directory);
    } catch (IOException | RuntimeException e) {
      delete(directory);
      throw e;
    }
  }

  private Path socket() {
    return directory.resolve("socket");
  }

  /**
   * What the child has to know.
   *
   * @param node whether it may be Node
   */
  void put(Map<String, String> environment, boolean node) {
    ChannelVariables.putPath(environment, socket(), node, directory.resolve(SHIM));
  }

  /** The channel's streams, from now on; a thread waits for the child to connect. */
  ChannelSocket accept() {
    JdkThreads.POOL.execute(
        () -> {
          try (server) {
            connected.complete(server.accept());
          } catch (IOException e) {
            connected.completeExceptionally(e);
          }
        });
    return new ChannelSocket(connected);
  }

  /** The child has ended; if it did connect, its connection comes before this one. */
  void childEnded() {
    try {
      if (!connected.isDone()) {
        SocketChannel.open(UnixDomainSocketAddress.of(socket())).close();
      }
    } catch (IOException closed) {
      // Somebody has connected meanwhile.
      return;
    } finally {
      close();
    }
  }

  /** Deletes what is on the disk. */
  void close() {
    delete(directory);
  }

  private static void delete(Path directory) {
    for (Path file : List.of(directory.resolve(SHIM), directory.resolve("socket"), directory)) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.warn("cannot delete what a channel needed: " + e);
      }
    }
  }
}
