package dev.drover.process;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;

/** Cuts at line feeds, and rejects what is too long to be one of a protocol's lines. */
final class LineDecoder implements Decoder<Buffer> {
  private final int longest;
  private Buffer partial = Buffer.buffer();
  private boolean tooLong;

  LineDecoder(int longest) {
    this.longest = Checks.length("longest", longest);
  }

  @Override
  public void decode(Buffer chunk, Items<Buffer> items) {
    ByteBuf bytes = ((BufferInternal) chunk).unwrap();
    int from = 0;
    for (int end; (end = lineFeed(bytes, from, chunk.length())) >= 0; from = end + 1) {
      line(chunk.slice(from, end), items);
    }
    keep(chunk, from);
  }

  private static int lineFeed(ByteBuf bytes, int from, int length) {
    return bytes.forEachByte(from, length - from, ByteProcessor.FIND_LF);
  }

  /** One byte more than the longest: it may be a carriage return. */
  private boolean fits(int more) {
    tooLong |= (long) partial.length() + more > longest + 1L;
    if (tooLong) {
      partial = Buffer.buffer();
    }
    return !tooLong;
  }

  private void keep(Buffer chunk, int from) {
    int length = chunk.length() - from;
    if (length > 0 && fits(length)) {
      partial.appendBuffer(chunk, from, length);
    }
  }

  private void line(Buffer tail, Items<Buffer> items) {
    Buffer whole = tail;
    if (fits(tail.length()) && partial.length() > 0) {
      whole = partial.appendBuffer(tail);
    }
    partial = Buffer.buffer();
    int length = whole.length();
    boolean carriageReturn = length > 0 && whole.getByte(length - 1) == '\r';
    Buffer bare = carriageReturn ? whole.slice(0, length - 1) : whole;
    if (tooLong || bare.length() > longest) {
      tooLong = false;
      items.reject(new IOException("a line of more than " + longest + " bytes was dropped"));
    } else {
      items.add(bare);
    }
  }

  @Override
  public void end(Items<Buffer> items) {
    if (tooLong || partial.length() > 0) {
      line(Buffer.buffer(), items);
    }
  }
}
