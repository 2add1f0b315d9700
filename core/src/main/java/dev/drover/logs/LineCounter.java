package dev.drover.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Finds, from the end backwards, where the last lines of some files begin. */
final class LineCounter {
  private static final int BLOCK = 64 * 1024;

  private long missing;

  LineCounter(long lines) {
    missing = lines;
  }

  boolean isDone() {
    return missing <= 0;
  }

  /** Where the wanted lines of this file begin: 0 when all of them are wanted. */
  long backwards(FileChannel file) throws IOException {
    long end = file.size();
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    boolean behindLast = true;
    while (end > 0) {
      long begin = Math.max(0, end - BLOCK);
      block.clear().limit((int) (end - begin));
      int length = file.read(block, begin);
      for (int i = length - 1; i >= 0; i--) {
        if (block.get(i) == '\n') {
          // The end of the last line begins none.
          if (!behindLast && --missing <= 0) {
            return begin + i + 1;
          }
          behindLast = false;
        }
      }
      end = begin;
    }
    if (!behindLast) {
      missing--;
    }
    return 0;
  }
}
