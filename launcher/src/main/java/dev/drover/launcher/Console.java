package dev.drover.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Everything the launcher and its replicas write. One thread writes, whole lines only, each after a
 * label that says whose it is; so lines are never torn or mixed. May be used on any thread.
 */
final class Console implements AutoCloseable {
  /** Output lines that may wait for a slow reader before their writers have to wait too. */
  private static final int WAITING = 4_096;

  private static final int BATCH = 512;
  private static final long CLOSE_MILLIS = 2_000;
  private static final String OWN = "drover";
  private static final String BOLD = "\u001b[1m";
  private static final String RED = "\u001b[31m";

  private record Entry(Terminal to, byte[] bytes, boolean waits) {}

  private final Terminal out;
  private final Terminal err;
  private final Charset charset;
  private final int width;
  private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(WAITING);
  private final AtomicLong lines = new AtomicLong();
  private final Thread writer = new Thread(this::write, "drover-console");

  /**
   * @param longestLabel labels are padded to the length of this one
   */
  Console(Terminal out, Terminal err, Charset charset, String longestLabel) {
    this.out = out;
    this.err = err;
    this.charset = charset;
    width = Math.max(OWN.length(), longestLabel.length());
    writer.setDaemon(true);
    writer.start();
  }

  static Console ofProcess(String longestLabel) {
    return new Console(Terminal.stdout(), Terminal.stderr(), Terminal.charset(), longestLabel);
  }

  /**
   * A line of a replica. Waits while the reader of this process' output is far behind.
   *
   * @param number of its slot, which decides the colour
   */
  void output(String label, int number, boolean isError, String line) {
    boolean waits = acquire();
    Terminal to = isError ? err : out;
    enqueue(to, label, Label.colour(number), List.of(line), waits);
  }

  /** Drover's own lines, kept together. Never waits. */
  void say(List<String> text) {
    enqueue(out, OWN, BOLD, text, false);
  }

  void say(String line) {
    say(List.of(line));
  }

  /** Drover's own lines about something that went wrong, kept together. Never waits. */
  void warn(List<String> text) {
    enqueue(err, OWN, RED, text, false);
  }

  /** Lines written or about to be so far; tells how far back one of them has scrolled. */
  long lines() {
    return lines.get();
  }

  /** Whether who sees the warnings sees the output of the replicas too. */
  boolean showsBothTogether() {
    return out.place() != null && out.place().equals(err.place());
  }

  private void enqueue(Terminal to, String label, String colour, List<String> text, boolean waits) {
    String start = Label.of(label, width, to.colours() ? colour : null);
    StringBuilder block = new StringBuilder();
    for (String line : text) {
      block.append(start).append(line.isEmpty() ? "" : " ").append(line).append('\n');
    }
    lines.addAndGet(text.size());
    queue.add(new Entry(to, block.toString().getBytes(charset), waits));
  }

  private boolean acquire() {
    try {
      room.acquire();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void write() {
    List<Entry> batch = new ArrayList<>();
    try {
      while (true) {
        batch.add(queue.take());
        queue.drainTo(batch, BATCH - 1);
        if (!write(batch)) {
          return;
        }
        batch.clear();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Neighbours for the same stream go out in one write; returns false after the last entry. */
  private boolean write(List<Entry> batch) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < batch.size(); i++) {
      Entry entry = batch.get(i);
      if (entry.to() == null) {
        return false;
      }
      bytes.writeBytes(entry.bytes());
      if (i + 1 == batch.size() || batch.get(i + 1).to() != entry.to()) {
        write(entry.to().stream(), bytes);
      }
      if (entry.waits()) {
        room.release();
      }
    }
    return true;
  }

  private static void write(OutputStream stream, ByteArrayOutputStream bytes) {
    try {
      bytes.writeTo(stream);
      stream.flush();
    } catch (IOException e) {
      // Nobody reads any more (a closed pipe): the replicas must not stop for that.
    }
    bytes.reset();
  }

  /** Writes what is waiting, unless that takes too long because nobody reads. */
  @Override
  public void close() {
    queue.add(new Entry(null, new byte[0], false));
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
