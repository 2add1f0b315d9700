package dev.drover.bridge;

import dev.drover.process.Channel;
import dev.drover.process.ChildProcess;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/** What one child is given to read. On its context. */
final class ChildInput {
  /** Bytes that may wait for a child that does not read. */
  private static final int MOST_WAITING = 8 << 20;

  private final StreamMode mode;
  private final WriteStream<Buffer> stdin;
  private final Channel channel;

  ChildInput(ProcessSpec spec, ChildProcess child) {
    mode = spec.stdin();
    stdin = mode == StreamMode.IGNORE ? null : child.stdin().setWriteQueueMaxSize(MOST_WAITING);
    boolean forked = spec.kind() == ProcessSpec.Kind.FORK;
    channel = forked ? child.channel().setWriteQueueMaxSize(MOST_WAITING) : null;
  }

  /**
   * Over the channel of a forked child, on stdin of any other.
   *
   * @return when the system has taken it
   * @throws IllegalArgumentException for a body that cannot be written
   */
  Future<Void> tell(Object body) {
    if (channel == null) {
      return write(body);
    }
    if (!JsonLine.isJson(body)) {
      throw new IllegalArgumentException("a message to a forked child must be a JSON value");
    }
    return channel.writeQueueFull() ? full() : channel.send(body);
  }

  /** On stdin; as {@link #tell}. */
  Future<Void> write(Object body) {
    Buffer bytes = Encoder.encode(mode, body);
    return stdin.writeQueueFull() ? full() : stdin.write(bytes);
  }

  private static Future<Void> full() {
    return Future.failedFuture(
        BridgeFailure.QUEUE_FULL.with(
            "the child does not read: %d bytes wait for it".formatted(MOST_WAITING)));
  }

  Future<Void> end() {
    if (stdin == null) {
      throw new IllegalArgumentException("the child has no stdin");
    }
    return stdin.end();
  }
}
