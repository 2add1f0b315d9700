package dev.drover.process;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.net.ProtocolException;
import java.util.function.Consumer;

/** JSON values, one a line; Node's own messages are told apart. */
final class MessageStream extends DecodedStream<Object> {
  static final int LONGEST = 64 << 20;
  private static final String NODES_OWN = "NODE_";

  private final Consumer<JsonObject> nodesOwn;
  private Handler<Throwable> failures = failure -> {};
  private Buffer partial = Buffer.buffer();
  private boolean tooLong;
  private volatile int longest = LONGEST;

  MessageStream(ChildOutput source, Consumer<JsonObject> nodesOwn) {
    super(source);
    this.nodesOwn = nodesOwn;
  }

  void setLongest(int bytes) {
    if (bytes < 1 || bytes > LONGEST) {
      throw new IllegalArgumentException(
          "the longest message must be from 1 to " + LONGEST + " bytes, was " + bytes);
    }
    longest = bytes;
  }

  /** Gets what is no message; the stream goes on. */
  void failureHandler(Handler<Throwable> handler) {
    failures = handler == null ? failure -> {} : handler;
  }

  @Override
  void decode(Buffer chunk, Consumer<Object> messages) {
    ByteBuf bytes = ((BufferInternal) chunk).unwrap();
    int from = 0;
    for (int end; (end = lineFeed(bytes, from, chunk.length())) >= 0; from = end + 1) {
      if (partial.length() == 0 && !tooLong && end - from <= longest) {
        line(chunk.slice(from, end), messages);
      } else {
        append(chunk, from, end);
        lastPart(messages);
      }
    }
    append(chunk, from, chunk.length());
  }

  private static int lineFeed(ByteBuf bytes, int from, int length) {
    return bytes.forEachByte(from, length - from, ByteProcessor.FIND_LF);
  }

  private void append(Buffer chunk, int from, int to) {
    tooLong |= (long) partial.length() + to - from > longest;
    if (tooLong) {
      partial = Buffer.buffer();
    } else {
      partial.appendBuffer(chunk, from, to - from);
    }
  }

  private void lastPart(Consumer<Object> messages) {
    Buffer line = partial;
    partial = Buffer.buffer();
    if (tooLong) {
      tooLong = false;
      failures.handle(
          new ProtocolException("a message of more than " + longest + " bytes was dropped"));
    } else {
      line(line, messages);
    }
  }

  private void line(Buffer line, Consumer<Object> messages) {
    try {
      message(Json.decodeValue(line), messages);
    } catch (DecodeException e) {
      failures.handle(
          new ProtocolException("a message that is no JSON was dropped: " + e.getMessage()));
    }
  }

  private void message(Object message, Consumer<Object> messages) {
    if (message instanceof JsonObject object && isNodesOwn(object)) {
      nodesOwn.accept(object);
    } else {
      messages.accept(message == null ? NULL : message);
    }
  }

  private static boolean isNodesOwn(JsonObject message) {
    return message.getValue("cmd") instanceof String command
        && command.startsWith(NODES_OWN)
        && command.length() > NODES_OWN.length();
  }

  @Override
  void finish(Consumer<Object> messages) {
    if (partial.length() > 0) {
      failures.handle(
          new ProtocolException("the channel ended within a message, which was dropped"));
    }
  }
}
