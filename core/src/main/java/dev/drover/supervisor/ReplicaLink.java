package dev.drover.supervisor;

import dev.drover.replica.ChannelMessage;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.function.Function;

/** The supervisor's end of one replica's channel. */
final class ReplicaLink {
  private final Function<String, Future<Void>> writer;
  private Handler<ChannelMessage> handler = message -> {};

  /**
   * @param writer takes lines with their line ends
   */
  ReplicaLink(Function<String, Future<Void>> writer) {
    this.writer = writer;
  }

  void send(ChannelMessage message) {
    writer.apply(message.toLine());
  }

  /**
   * @param line with its line end
   */
  Future<Void> write(String line) {
    return writer.apply(line);
  }

  void handler(Handler<ChannelMessage> newHandler) {
    handler = newHandler;
  }

  void received(ChannelMessage message) {
    handler.handle(message);
  }
}
