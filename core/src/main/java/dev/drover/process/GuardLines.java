package dev.drover.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What {@link Guard}'s shell reads: a line per child, in a file that is written through memory,
 * without a system call. A line has 8 bytes for the pid, which one store sets: whenever the JVM is
 * killed, the shell finds the whole pid or none. Behind them is the name of a pipe, or {@code +}
 * and the seconds of a grace.
 */
final class GuardLines {
  private static final int LENGTH = 32;
  private static final int BEHIND = 9;
  private static final int MORE = 512;
  private static final byte[] EMPTY =
      (" ".repeat(LENGTH - 1) + "\n").getBytes(StandardCharsets.US_ASCII);
  private static final long NO_PID = pid("");

  private final FileChannel file;
  private MappedByteBuffer lines;

  private GuardLines(FileChannel file) throws IOException {
    this.file = file;
    resize(MORE);
  }

  /**
   * @param path an empty file, which may be deleted afterwards
   */
  static GuardLines create(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      return new GuardLines(file);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Written, not only made longer: a full disk is an error here and not a signal later. */
  private void resize(int count) throws IOException {
    int old = lines == null ? 0 : lines.capacity() / LENGTH;
    ByteBuffer added = ByteBuffer.allocate((count - old) * LENGTH);
    while (added.hasRemaining()) {
      added.put(EMPTY);
    }
    added.flip();
    for (long at = (long) old * LENGTH; added.hasRemaining(); ) {
      at += file.write(added, at);
    }
    lines = file.map(MapMode.READ_WRITE, 0, (long) count * LENGTH);
    lines.order(ByteOrder.BIG_ENDIAN);
  }

  /** Lets a line name a pipe, and no pid. */
  void setPipe(int line, String pipe) throws IOException {
    if ((line + 1) * LENGTH > lines.capacity()) {
      resize(line + MORE);
    }
    clear(line);
    lines.put(line * LENGTH + BEHIND, pipe.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * The pid, or the process group with a minus; what the line said of a pipe then does not count.
   *
   * @param graceSeconds 0 for none; set before the pid is, without which it means nothing
   */
  void setPid(int line, String pid, long graceSeconds) {
    int start = line * LENGTH;
    if (graceSeconds > 0) {
      lines.put(start + Long.BYTES, EMPTY, Long.BYTES, LENGTH - Long.BYTES);
      lines.put(start + BEHIND, ("+" + graceSeconds).getBytes(StandardCharsets.US_ASCII));
    }
    lines.putLong(start, pid(pid));
  }

  void clear(int line) {
    int start = line * LENGTH;
    lines.put(start + Long.BYTES, EMPTY, Long.BYTES, LENGTH - Long.BYTES);
    lines.putLong(start, NO_PID);
  }

  /** Linux has no pids of more than 7 digits. */
  private static long pid(String text) {
    long result = 0;
    for (int at = 0; at < Long.BYTES; at++) {
      result = result << Byte.SIZE | (at < text.length() ? text.charAt(at) : ' ');
    }
    return result;
  }

  void close() throws IOException {
    file.close();
  }
}
