package dev.drover.process;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
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
  private final ByteBuf bytes = new Bytes(memory);
  private final Deque<Scratch> free;

  /**
   * Copies of it are on the heap, as those of all of Vert.x's buffers: of direct memory Netty
   * expects that somebody releases it, which nobody does with a {@link Buffer}.
   */
  private static final class Bytes extends UnpooledDirectByteBuf {
    Bytes(ByteBuffer memory) {
      super(UnpooledByteBufAllocator.DEFAULT, memory, memory.capacity());
    }

    @Override
    public ByteBuf copy(int index, int length) {
      ByteBuf copy = BufferInternal.buffer(length).unwrap();
      return copy.writeBytes(this, index, length);
    }
  }

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
    return BufferInternal.buffer(bytes.copy(0, count));
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
