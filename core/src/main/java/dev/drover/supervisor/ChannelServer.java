package dev.drover.supervisor;

import dev.drover.replica.ChannelMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BiPredicate;

/**
 * Accepts the replicas' channels on a unix socket. Who does not say at once which replica it is,
 * and prove it, is disconnected. Everything happens on the context that opened it.
 */
final class ChannelServer {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelServer.class);
  private static final long HELLO_LIMIT_MILLIS = 10_000;

  private final Vertx vertx;
  private final NetServer server;
  private final BiPredicate<ChannelMessage.Hello, ReplicaLink> welcome;

  /**
   * @param welcome whether that replica is expected; takes the link if so
   */
  ChannelServer(Vertx vertx, BiPredicate<ChannelMessage.Hello, ReplicaLink> welcome) {
    this.vertx = vertx;
    this.server = vertx.createNetServer();
    this.welcome = welcome;
  }

  Future<Void> listen(Path path) {
    server.connectHandler(this::connected);
    return server.listen(SocketAddress.domainSocketAddress(path.toString())).mapEmpty();
  }

  Future<Void> close() {
    return server.close();
  }

  private void connected(NetSocket socket) {
    Conversation conversation = new Conversation(socket);
    RecordParser.newDelimited("\n", socket)
        .maxRecordSize(ChannelMessage.MAX_LINE)
        .exceptionHandler(conversation::broken)
        .handler(conversation::received);
    long limit = vertx.setTimer(HELLO_LIMIT_MILLIS, late -> conversation.closeUnlessWelcome());
    socket.closeHandler(closed -> vertx.cancelTimer(limit));
  }

  /** One connection from its first byte. */
  private final class Conversation {
    private final NetSocket socket;
    private ReplicaLink link;

    Conversation(NetSocket socket) {
      this.socket = socket;
    }

    void received(Buffer line) {
      try {
        ChannelMessage message = ChannelMessage.parse(line.toString());
        if (link != null) {
          link.received(message);
        } else {
          greeted(message);
        }
      } catch (RuntimeException e) {
        broken(e);
      }
    }

    void broken(Throwable failure) {
      // A killed replica resets its channel.
      if (!(failure instanceof IOException)) {
        LOG.warn("closed a channel whose other end broke the protocol: " + failure);
      }
      socket.close();
    }

    void closeUnlessWelcome() {
      if (link == null) {
        socket.close();
      }
    }

    private void greeted(ChannelMessage message) {
      ReplicaLink fresh = new ReplicaLink(socket::write);
      if (message instanceof ChannelMessage.Hello hello && welcome.test(hello, fresh)) {
        link = fresh;
      } else {
        socket.close();
      }
    }
  }
}
