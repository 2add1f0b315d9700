package dev.drover.process;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Writes that the kernel has not taken yet, in order. On one thread. */
final class WriteQueue {

  /** What somebody wants written, and whom to tell; never changes the buffer it was given. */
  record Write(ByteBuf bytes, Promise<Void> done) {
    static Write of(Buffer data, Promise<Void> done) {
      return new Write(((BufferInternal) data).getByteBuf(), done);
    }

    int length() {
      return bytes.readableBytes();
    }
  }

  private final ArrayDeque<Write> writes = new ArrayDeque<>();

  void add(Write write) {
    writes.add(write);
  }

  boolean isEmpty() {
    return writes.isEmpty();
  }

  /** Copies as much as fits: many small writes become one. Takes nothing out. */
  void gather(ByteBuffer into) {
    int room = into.limit();
    for (Write write : writes) {
      int count = Math.min(write.length(), room - into.position());
      into.limit(into.position() + count);
      write.bytes().getBytes(write.bytes().readerIndex(), into);
      if (into.position() == room) {
        return;
      }
    }
  }

  /** The kernel took that many bytes: tells the writes that are done. */
  void taken(int count) {
    int left = count;
    for (Write write; (write = writes.peek()) != null; ) {
      int step = Math.min(left, write.length());
      write.bytes().skipBytes(step);
      left -= step;
      if (write.bytes().isReadable()) {
        return;
      }
      writes.poll().done().complete();
    }
  }

  /**
   * Nothing of it will be written any more.
   *
   * @return the bytes given up
   */
  long fail(IOException cause) {
    long lost = 0;
    for (Write write; (write = writes.poll()) != null; ) {
      lost += write.length();
      write.done().fail(cause);
    }
    return lost;
  }
}
