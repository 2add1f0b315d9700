package dev.drover.process;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Memory that an event loop reads into, over and over, so that it stays in the processor's cache.
 * Usually a loop has one: a second is needed by who reads another pipe while a handler has this
 * one's bytes.
 */
final class Scratch implements AutoCloseable {
  static final int SIZE = 128 * 1024;

  private static final FastThreadLocal<Deque<Scratch>> FREE =
      new FastThreadLocal<>() {
        @Override
        protected Deque<Scratch> initialValue() {
          return new ArrayDeque<>();
        }
      };

  private final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE);
  private final ByteBuf bytes = Unpooled.wrappedBuffer(memory);
  private final Deque<Scratch> free;

  private Scratch(Deque<Scratch> free) {
    this.free = free;
  }

  static Scratch take() {
    Deque<Scratch> free = FREE.get();
    Scratch last = free.pollLast();
    return last == null ? new Scratch(free) : last;
  }

  /**
   * @return how many bytes came; 0: none now; negative: none any more
   */
  int read(FileDescriptor from) throws IOException {
    return from.read(memory, 0, SIZE);
  }

  Buffer copy(int count) {
    BufferInternal chunk = BufferInternal.buffer(count);
    chunk.unwrap().writeBytes(bytes, 0, count);
    return chunk;
  }

  /** The memory itself, until {@link #close}. */
  Buffer view(int count) {
    return BufferInternal.buffer(bytes.slice(0, count));
  }

  /** On the thread that took it. */
  @Override
  public void close() {
    free.addLast(this);
  }
}
