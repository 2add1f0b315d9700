package dev.drover.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Splits a stream of UTF-8 into lines, without their line ends. What is longer than {@value #MAX}
 * bytes comes in pieces; an unfinished last line comes at the end of the stream.
 */
final class LineReader {
  static final int MAX = 64 * 1024;

  private final byte[] line = new byte[MAX];
  private final Consumer<String> lines;
  private int length;

  LineReader(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Blocks until the stream ends. */
  void readAll(InputStream stream) throws IOException {
    byte[] chunk = new byte[8192];
    int read = stream.read(chunk);
    while (read >= 0) {
      for (int i = 0; i < read; i++) {
        accept(chunk[i]);
      }
      read = stream.read(chunk);
    }
    if (length > 0) {
      emit(length);
    }
  }

  private void accept(byte next) {
    if (next == '\n') {
      boolean carriageReturn = length > 0 && line[length - 1] == '\r';
      emit(carriageReturn ? length - 1 : length);
      length = 0;
      return;
    }
    if (length == MAX) {
      emit(characterBoundary());
    }
    line[length++] = next;
  }

  /** Hands out the first {@code end} bytes and keeps the rest. */
  private void emit(int end) {
    lines.accept(new String(line, 0, end, UTF_8));
    System.arraycopy(line, end, line, 0, length - end);
    length -= end;
  }

  /** Where the last character in the full buffer starts, if it may be incomplete. */
  private int characterBoundary() {
    int last = MAX - 1;
    while (last > MAX - 4 && (line[last] & 0xC0) == 0x80) {
      last--;
    }
    return (line[last] & 0x80) == 0 ? MAX : last;
  }
}
