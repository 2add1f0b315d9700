package dev.drover.logs;

import dev.drover.supervisor.SlotId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads the files of one slot, from one to the next, for as long as there is more. It remembers
 * where the last whole line ended and nothing behind that, so that it does not matter when a torn
 * line is cut off. Not thread-safe.
 */
final class SlotReader implements Closeable {
  private static final int BLOCK = 64 * 1024;

  private final LogsDirectory directory;
  private final SlotId slot;
  private FileChannel file;
  private long sequence;

  /** Where in the file the next line begins, and the bytes read from there on. */
  private long offset;

  private byte[] block = new byte[BLOCK];
  private int from;
  private int to;

  private Instant lastTime = Instant.EPOCH;
  private boolean hasRead;

  SlotReader(LogsDirectory directory, SlotId slot) {
    this.directory = directory;
    this.slot = slot;
  }

  SlotId slot() {
    return slot;
  }

  /** Skips the files that were last written to before this. */
  void skipFilesBefore(Instant since) throws IOException {
    for (long candidate : directory.sequences(slot)) {
      try {
        if (Files.getLastModifiedTime(directory.file(new LogFile(slot, candidate)))
            .toInstant()
            .isBefore(since)) {
          sequence = candidate;
        }
      } catch (NoSuchFileException removedMeanwhile) {
        sequence = candidate;
      }
    }
  }

  /** Goes to where the last {@code lines} lines begin. */
  void skipToLast(long lines) throws IOException {
    LineCounter counter = new LineCounter(lines);
    List<Long> sequences = directory.sequences(slot);
    for (int i = sequences.size() - 1; i >= 0; i--) {
      sequence = sequences.get(i);
      try (FileChannel each = FileChannel.open(directory.file(new LogFile(slot, sequence)))) {
        offset = counter.backwards(each);
      } catch (NoSuchFileException removedMeanwhile) {
        return;
      }
      if (counter.isDone()) {
        break;
      }
    }
    open(sequence, offset);
  }

  /** Null when there is no more for now. */
  LogEntry next() throws IOException {
    while (true) {
      if (file == null) {
        long before = sequence;
        if (!openNext()) {
          return null;
        }
        if (hasRead && sequence > before + 1) {
          return removedUnread(sequence - before - 1);
        }
      }
      hasRead = true;
      LogEntry entry = nextInFile();
      if (entry != null) {
        return entry;
      }
      if (!hasNext()) {
        return null;
      }
      // The next is begun when the last line is in this one: what has come since the look is all.
      entry = nextInFile();
      if (entry != null) {
        return entry;
      }
      entry = torn();
      closeFile();
      if (entry != null) {
        return entry;
      }
    }
  }

  /** Who reads more slowly than it is written is told so. */
  private LogEntry removedUnread(long files) {
    String text = "drover: rotation removed %d files before they were read".formatted(files);
    return new LogEntry(slot, lastTime, word(LogLine.Source.DROVER), text);
  }

  private static String word(LogLine.Source source) {
    return source.name().toLowerCase(Locale.ROOT);
  }

  private boolean hasNext() throws IOException {
    return directory.sequences(slot).stream().anyMatch(other -> other > sequence);
  }

  private boolean openNext() throws IOException {
    for (long candidate : directory.sequences(slot)) {
      if (candidate > sequence && open(candidate, 0)) {
        return true;
      }
    }
    return false;
  }

  /** False when rotation was faster. */
  private boolean open(long candidate, long at) throws IOException {
    if (candidate == 0) {
      return false;
    }
    try {
      file = FileChannel.open(directory.file(new LogFile(slot, candidate)));
    } catch (NoSuchFileException removedMeanwhile) {
      return false;
    }
    sequence = candidate;
    offset = at;
    from = 0;
    to = 0;
    return true;
  }

  private LogEntry nextInFile() throws IOException {
    int scanned = from;
    while (true) {
      for (int i = scanned; i < to; i++) {
        if (block[i] == '\n') {
          LogEntry entry = entry(from, i);
          offset += i + 1 - from;
          from = i + 1;
          return entry;
        }
      }
      int partial = to - from;
      if (!fill()) {
        to = from; // Whatever it begins with may be cut off: it is read again.
        return null;
      }
      scanned = from + partial;
    }
  }

  private boolean fill() throws IOException {
    System.arraycopy(block, from, block, 0, to - from);
    to -= from;
    from = 0;
    if (to == block.length) {
      block = Arrays.copyOf(block, 2 * block.length);
    }
    int read = file.read(ByteBuffer.wrap(block, to, block.length - to), offset + to);
    to += Math.max(0, read);
    return read > 0;
  }

  /** What stands behind the last line end of a file that nobody writes to any more. */
  private LogEntry torn() throws IOException {
    while (fill()) {
      // More of it.
    }
    return to > from ? entry(from, to) : null;
  }

  private LogEntry entry(int begin, int end) {
    LogLine line =
        LogLine.parse(block, begin, end)
            .orElseGet(
                () ->
                    new LogLine(
                        lastTime,
                        LogLine.Source.STDOUT,
                        new String(block, begin, end - begin, StandardCharsets.UTF_8)));
    lastTime = line.time();
    return new LogEntry(slot, line.time(), word(line.source()), line.text());
  }

  private void closeFile() throws IOException {
    FileChannel old = file;
    file = null;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() throws IOException {
    closeFile();
  }
}
