package dev.drover.process;

import io.netty.util.ByteProcessor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.function.Consumer;

/** Cuts at line feeds, which in the charsets it serves are never part of another character. */
final class LineStream extends DecodedStream<String> {
  private static final int SHORTEST_LIMIT = 16; // More than any character takes.

  private final Charset charset;
  private final int longest;
  private Buffer partial = Buffer.buffer();

  /**
   * @param longest in bytes; a longer line comes in pieces
   */
  LineStream(ChildOutput source, Charset charset, int longest) {
    super(source);
    if (longest < SHORTEST_LIMIT) {
      throw new IllegalArgumentException(
          "longest must be >= " + SHORTEST_LIMIT + ", was " + longest);
    }
    this.charset = charset;
    this.longest = longest;
  }

  @Override
  void decode(Buffer chunk, Consumer<String> lines) {
    int from = 0;
    for (int end; (end = lineFeed(chunk, from)) >= 0; from = end + 1) {
      line(chunk.slice(from, end), lines);
    }
    if (from < chunk.length()) {
      partial.appendBuffer(chunk, from, chunk.length() - from);
      cut(longest + 1L, lines); // A carriage return may be the last of it.
    }
  }

  private static int lineFeed(Buffer chunk, int from) {
    return ((BufferInternal) chunk)
        .unwrap()
        .forEachByte(from, chunk.length() - from, ByteProcessor.FIND_LF);
  }

  private void line(Buffer tail, Consumer<String> lines) {
    Buffer line = partial.length() == 0 ? tail : partial.appendBuffer(tail);
    int length = line.length();
    boolean carriageReturn = length > 0 && line.getByte(length - 1) == '\r';
    partial = line.slice(0, carriageReturn ? length - 1 : length);
    cut(longest, lines);
    lines.accept(partial.toString(charset));
    partial = Buffer.buffer();
  }

  /** Hands out pieces until no more is left than may be one. */
  private void cut(long limit, Consumer<String> lines) {
    int from = 0;
    while (partial.length() - from > limit) {
      from += piece(from, lines);
    }
    if (from > 0) {
      partial = partial.getBuffer(from, partial.length());
    }
  }

  /** The bytes of it: as many whole characters as are allowed. */
  private int piece(int from, Consumer<String> lines) {
    ByteBuffer bytes = ByteBuffer.wrap(partial.getBytes(from, from + longest));
    CharBuffer chars =
        CharBuffer.allocate((int) (longest * (double) charset.newDecoder().maxCharsPerByte()) + 1);
    charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .onUnmappableCharacter(CodingErrorAction.REPLACE)
        .decode(bytes, chars, false);
    lines.accept(chars.flip().toString());
    return bytes.position();
  }

  @Override
  void finish(Consumer<String> lines) {
    if (partial.length() > 0) {
      line(Buffer.buffer(), lines);
    }
  }
}
