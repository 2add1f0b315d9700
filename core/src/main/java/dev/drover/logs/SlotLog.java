package dev.drover.logs;

import dev.drover.config.LogPolicy;
import dev.drover.logs.LogLine.Source;
import dev.drover.supervisor.SlotId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Writes the files of one slot: each line is one write, so that what a reader or a killed
 * supervisor leaves behind are whole lines. May be used on any thread; blocks while it writes.
 */
final class SlotLog {
  /** A full disk that lets a short line through now and then must not be told of each time. */
  private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

  private final SlotId slot;
  private final LogPolicy policy;
  private final LogsDirectory directory;
  private final Outages outages;
  private final Clock clock;

  // Guarded by this.
  private FileChannel file;
  private LogFile name;
  private long size;
  private long lost;
  private Instant lostSince;
  private Instant tryAgainAt;
  private boolean closed;

  SlotLog(SlotId slot, LogPolicy policy, LogsDirectory directory, Outages outages, Clock clock) {
    this.slot = slot;
    this.policy = policy;
    this.directory = directory;
    this.outages = outages;
    this.clock = clock;
  }

  synchronized void write(Source source, String text) {
    Instant now = clock.instant();
    if (closed) {
      return;
    }
    if (lost > 0 && now.isBefore(tryAgainAt) && !now.isBefore(lostSince)) {
      lost++;
      return;
    }
    try {
      append(now, new LogLine(now, source, text).bytes());
    } catch (IOException cause) {
      lost(now, cause);
    }
  }

  private void append(Instant now, byte[] line) throws IOException {
    if (file == null) {
      openLast();
    }
    byte[] note = lost == 0 ? new byte[0] : note(now);
    int length = note.length + line.length;
    if (size > 0 && size + length > policy.size()) {
      rotate();
    }
    writeFully(ByteBuffer.allocate(length).put(note).put(line).flip());
    size += length;
    if (lost > 0) {
      outages.recovered(slot, lost);
      lost = 0;
    }
  }

  private byte[] note(Instant now) {
    String text =
        "drover: the lines since %s were lost: %s".formatted(lostSince, Outages.lines(lost));
    return new LogLine(now, Source.DROVER, text).bytes();
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  private void lost(Instant now, IOException cause) {
    if (lost++ == 0) {
      lostSince = now;
      outages.failed(slot, cause);
    }
    tryAgainAt = now.plus(TRY_AGAIN);
    cutTornLine();
  }

  /** A part of a line may have found room. Opened anew next time, whatever has happened. */
  private void cutTornLine() {
    if (file == null) {
      return;
    }
    try (FileChannel torn = file) {
      if (torn.isOpen() && torn.size() > size) {
        torn.truncate(size);
      }
    } catch (IOException stillTorn) {
      // Its line is ended when the file is opened again.
    }
    file = null;
  }

  /** Goes on where the last supervisor has ended. */
  private void openLast() throws IOException {
    directory.create();
    List<Long> sequences = directory.sequences(slot);
    if (sequences.isEmpty()) {
      openNew(1);
      return;
    }
    name = new LogFile(slot, sequences.get(sequences.size() - 1));
    file = directory.openAgain(name);
    size = file.size();
    endTornLine();
  }

  /** The last supervisor was killed in the middle of it: it must not be joined with the next. */
  private void endTornLine() throws IOException {
    if (size == 0) {
      return;
    }
    ByteBuffer last = ByteBuffer.allocate(1);
    try (FileChannel reader = FileChannel.open(directory.file(name))) {
      reader.read(last, size - 1);
    }
    if (last.get(0) != '\n') {
      writeFully(ByteBuffer.wrap(new byte[] {'\n'}));
      size++;
    }
  }

  private void openNew(long sequence) throws IOException {
    LogFile next = new LogFile(slot, sequence);
    FileChannel opened = directory.openNew(next);
    if (file != null) {
      file.close();
    }
    file = opened;
    name = next;
    size = 0;
  }

  private void rotate() throws IOException {
    directory.create();
    openNew(name.sequence() + 1);
    for (long old : directory.sequences(slot)) {
      if (old <= name.sequence() - policy.keep()) {
        delete(new LogFile(slot, old));
      }
    }
  }

  private void delete(LogFile old) {
    try {
      Files.deleteIfExists(directory.file(old));
    } catch (IOException cause) {
      outages.say(
          "an old log file cannot be removed: %s (%s)"
              .formatted(directory.file(old), Outages.reason(cause)));
    }
  }

  /** A line that comes later is not kept. */
  synchronized void close() {
    closed = true;
    if (lost > 0) {
      outages.closed(slot, lost);
    }
    if (file != null) {
      try {
        file.close();
      } catch (IOException written) {
        // Every line has been handed to the system already.
      }
    }
  }
}
