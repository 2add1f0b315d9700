package dev.drover.process;

import io.netty.util.ByteProcessor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.Charset;
import java.util.function.Consumer;

/** Cuts at line feeds, which in the charsets it serves are never part of another character. */
final class LineStream extends DecodedStream<String> {
  private final Charset charset;
  private Buffer partial = Buffer.buffer();

  LineStream(ChildOutput source, Charset charset) {
    super(source);
    this.charset = charset;
  }

  @Override
  void decode(Buffer chunk, Consumer<String> lines) {
    int from = 0;
    for (int end; (end = lineFeed(chunk, from)) >= 0; from = end + 1) {
      lines.accept(line(chunk.slice(from, end)));
    }
    if (from < chunk.length()) {
      partial.appendBuffer(chunk, from, chunk.length() - from);
    }
  }

  private static int lineFeed(Buffer chunk, int from) {
    return ((BufferInternal) chunk)
        .unwrap()
        .forEachByte(from, chunk.length() - from, ByteProcessor.FIND_LF);
  }

  private String line(Buffer tail) {
    Buffer whole = tail;
    if (partial.length() > 0) {
      whole = partial.appendBuffer(tail);
      partial = Buffer.buffer();
    }
    int length = whole.length();
    boolean carriageReturn = length > 0 && whole.getByte(length - 1) == '\r';
    return whole.slice(0, carriageReturn ? length - 1 : length).toString(charset);
  }

  @Override
  void finish(Consumer<String> lines) {
    if (partial.length() > 0) {
      lines.accept(line(Buffer.buffer()));
    }
  }
}
