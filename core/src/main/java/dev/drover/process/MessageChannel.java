package dev.drover.process;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;

/** A channel over the two directions of a socket. */
final class MessageChannel implements Channel {
  private static final JsonObject NO_HANDLES = new JsonObject().put("cmd", "NODE_HANDLE_NACK");

  private final ContextInternal context;
  private final WriteStream<Buffer> out;
  private final Runnable close;
  private final MessageStream messages;
  private final Promise<Void> disconnected;
  private volatile boolean connected = true;

  /**
   * @param ended completes when nothing more comes from the other side
   * @param close closes the socket
   */
  MessageChannel(
      ContextInternal context,
      ChildOutput in,
      WriteStream<Buffer> out,
      Future<Void> ended,
      Runnable close) {
    this.context = context;
    this.out = out;
    this.close = close;
    disconnected = context.promise();
    messages = new MessageStream(in, this::nodesOwn);
    ended.onComplete(
        end -> {
          connected = false;
          out.end();
          disconnected.tryComplete();
        });
  }

  /** Handles cannot be passed: told so, Node keeps its own. */
  private void nodesOwn(JsonObject message) {
    if ("NODE_HANDLE".equals(message.getString("cmd"))) {
      write(NO_HANDLES);
    }
  }

  @Override
  public Future<Void> write(Object message) {
    if (!connected) {
      return context.failedFuture(
          new IOException("the channel is closed (ERR_IPC_CHANNEL_CLOSED)"));
    }
    try {
      Buffer line = Json.encodeToBuffer(message);
      if (line.length() > MessageStream.LONGEST) {
        return context.failedFuture(
            new IOException("a message may have 64 MiB, this one has " + line.length() + " bytes"));
      }
      return out.write(line.appendByte((byte) '\n'));
    } catch (EncodeException e) {
      return context.failedFuture(e);
    }
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public Future<Void> disconnect() {
    if (connected) {
      connected = false;
      out.end().onComplete(sent -> close.run());
    }
    return disconnected();
  }

  @Override
  public Future<Void> disconnected() {
    return disconnected.future();
  }

  @Override
  public Channel setLongestMessage(int bytes) {
    messages.setLongest(bytes);
    return this;
  }

  @Override
  public boolean writeQueueFull() {
    return out.writeQueueFull();
  }

  @Override
  public Channel setWriteQueueMaxSize(int bytes) {
    out.setWriteQueueMaxSize(bytes);
    return this;
  }

  @Override
  public Channel drainHandler(Handler<Void> handler) {
    out.drainHandler(handler);
    return this;
  }

  @Override
  public Channel handler(Handler<Object> handler) {
    messages.handler(handler);
    return this;
  }

  @Override
  public Channel endHandler(Handler<Void> handler) {
    messages.endHandler(handler);
    return this;
  }

  /** For what comes in and for what cannot go out. */
  @Override
  public Channel exceptionHandler(Handler<Throwable> handler) {
    messages.exceptionHandler(handler);
    messages.failureHandler(handler);
    out.exceptionHandler(handler);
    return this;
  }

  @Override
  public Channel pause() {
    messages.pause();
    return this;
  }

  @Override
  public Channel resume() {
    messages.resume();
    return this;
  }

  @Override
  public Channel fetch(long amount) {
    messages.fetch(amount);
    return this;
  }
}
