package dev.drover.supervisor;

import dev.drover.replica.ChannelMessage;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.net.NetSocket;

/** The supervisor's end of one replica's channel. */
final class ReplicaLink {
  private final NetSocket socket;
  private Handler<ChannelMessage> handler = message -> {};

  ReplicaLink(NetSocket socket) {
    this.socket = socket;
  }

  void send(ChannelMessage message) {
    socket.write(message.toLine());
  }

  /**
   * @param line with its line end
   */
  Future<Void> write(String line) {
    return socket.write(line);
  }

  void handler(Handler<ChannelMessage> newHandler) {
    handler = newHandler;
  }

  void received(ChannelMessage message) {
    handler.handle(message);
  }
}
