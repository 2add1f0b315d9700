package dev.drover.bridge;

import io.netty.util.ByteProcessor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** Lines that end with {@code \n} or {@code \r\n}; the last may lack an end. */
final class LineDecoder implements Decoder {

  /** What a line is, without its end. */
  interface Parser {
    Object parse(Buffer line) throws BadOutputException;
  }

  private final int longest;
  private final Parser parser;
  private Buffer partial = Buffer.buffer();

  LineDecoder(int longest, Parser parser) {
    this.longest = longest;
    this.parser = parser;
  }

  @Override
  public void decode(Buffer chunk, Items lines) throws BadOutputException {
    int from = 0;
    for (int end; (end = lineFeed(chunk, from)) >= 0; from = end + 1) {
      append(chunk, from, end);
      line(1, lines);
    }
    append(chunk, from, chunk.length());
  }

  private static int lineFeed(Buffer chunk, int from) {
    return ((BufferInternal) chunk)
        .unwrap()
        .forEachByte(from, chunk.length() - from, ByteProcessor.FIND_LF);
  }

  private void append(Buffer chunk, int from, int to) throws BadOutputException {
    if ((long) partial.length() + to - from > longest) {
      partial = Buffer.buffer();
      throw new BadOutputException("a line of more than " + longest + " bytes");
    }
    partial.appendBuffer(chunk, from, to - from);
  }

  private void line(int endLength, Items lines) throws BadOutputException {
    Buffer whole = partial;
    partial = Buffer.buffer();
    int length = whole.length();
    boolean carriageReturn = length > 0 && whole.getByte(length - 1) == '\r';
    Buffer line = whole.slice(0, carriageReturn ? length - 1 : length);
    lines.add(parser.parse(line), length + endLength);
  }

  @Override
  public void finish(Items lines) throws BadOutputException {
    if (partial.length() > 0) {
      line(0, lines);
    }
  }
}
