package dev.drover.process;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

/**
 * Messages between a parent and its child: JSON values, one a line, over a socket whose number the
 * child finds in {@code DROVER_CHANNEL_FD} and, for Node, in {@code NODE_CHANNEL_FD}. Where the JDK
 * starts the child, no descriptor can be passed: the child connects to the unix socket that {@code
 * DROVER_CHANNEL_PATH} names; Node and {@link #toParent} do so by themselves.
 *
 * <p>A message is a {@code JsonObject}, {@code JsonArray}, {@code String}, {@code Number}, {@code
 * Boolean} or null, at most 64 MiB as JSON. Messages come in the order they were sent, none before
 * there is a handler. Of Node's protocol this is the serialization {@code json}; of {@code
 * advanced} nothing is supported, nor the passing of handles: a child that sends one is told so.
 * Objects whose {@code cmd} begins with {@code NODE_} are Node's own and not delivered.
 *
 * <p>What fails to be JSON goes to the exception handler, as a {@link java.net.ProtocolException};
 * the messages after it are delivered.
 */
public interface Channel extends ReadStream<Object>, WriteStream<Object> {

  /**
   * The channel to the parent of this JVM; the first caller gets it.
   *
   * @return fails with a {@link SpawnException} when this JVM was not forked with a channel
   */
  static Future<Channel> toParent(Vertx vertx) {
    return ParentChannel.open(Contexts.of(vertx));
  }

  /**
   * Sends one message.
   *
   * @return completes when the system has taken it; fails when the channel is closed, or when the
   *     message is too large or no JSON
   */
  default Future<Void> send(Object message) {
    return write(message);
  }

  /** Whether messages can still be sent. */
  boolean isConnected();

  /**
   * Sends what is waiting, then closes the channel on both sides.
   *
   * @return as {@link #disconnected()}
   */
  Future<Void> disconnect();

  /**
   * Completes when the channel is closed; if by the other side, after its last message was
   * delivered, or, where there is no handler, when the other side is gone.
   */
  Future<Void> disconnected();

  /** The same as {@link #disconnect()}. */
  @Override
  default Future<Void> end() {
    return disconnect();
  }

  @Override
  Channel handler(Handler<Object> handler);

  @Override
  Channel pause();

  @Override
  Channel resume();

  @Override
  Channel fetch(long amount);

  @Override
  Channel endHandler(Handler<Void> handler);

  @Override
  Channel exceptionHandler(Handler<Throwable> handler);

  @Override
  Channel drainHandler(Handler<Void> handler);

  /**
   * How many bytes of JSON a message from the other side may have, from 1 to 64 MiB, the default.
   * One that has more goes to the exception handler instead.
   */
  Channel setLongestMessage(int bytes);

  /** In bytes. */
  @Override
  Channel setWriteQueueMaxSize(int bytes);
}
