package dev.drover.process;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** Four bytes of length, then as many bytes. */
final class FrameDecoder implements Decoder<Buffer> {
  private static final int HEADER = 4;

  private final int longest;
  private Buffer partial = Buffer.buffer();

  FrameDecoder(int longest) {
    this.longest = Checks.length("longest", longest);
  }

  @Override
  public void decode(Buffer chunk, Items<Buffer> items) throws IOException {
    Buffer all = partial.length() == 0 ? chunk : partial.appendBuffer(chunk);
    int at = 0;
    while (all.length() - at >= HEADER) {
      int length = length(all, at);
      if (all.length() - at - HEADER < length) {
        break;
      }
      at += HEADER;
      items.add(all.getBuffer(at, at + length));
      at += length;
    }
    partial = at == 0 && all == partial ? all : all.getBuffer(at, all.length());
  }

  private int length(Buffer all, int at) throws IOException {
    int length = all.getInt(at);
    if (length < 0 || length > longest) {
      throw new IOException(
          "a frame may have "
              + longest
              + " bytes, this one announces "
              + Integer.toUnsignedLong(length));
    }
    return length;
  }

  @Override
  public void end(Items<Buffer> items) throws IOException {
    if (partial.length() > 0) {
      throw new IOException("the stream ended within a frame, which was dropped");
    }
  }
}
