package dev.drover.launcher;

import dev.drover.logs.LogEntry;
import dev.drover.logs.LogReader;
import dev.drover.supervisor.SlotId;
import io.vertx.core.json.JsonObject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.Collection;

/** Writes log lines as the console of {@code drover run} shows them, or as JSON. */
final class LogPrinter implements LogReader.Sink {

  /** Nobody reads any more, as behind {@code | head}. */
  static final class ReaderGone extends IOException {
    private static final long serialVersionUID = 1L;

    ReaderGone(IOException cause) {
      super(cause);
    }
  }

  private final OutputStream out;
  private final boolean colours;
  private final Charset charset;
  private final boolean json;
  private final boolean timestamps;
  private int width;

  LogPrinter(Terminal terminal, Charset charset, LogsFlags flags) {
    this.out = new BufferedOutputStream(terminal.stream(), 64 * 1024);
    this.colours = terminal.colours();
    this.charset = charset;
    this.json = flags.json;
    this.timestamps = flags.timestamps;
  }

  /** So that the texts of these are aligned. */
  void align(Collection<SlotId> slots) {
    for (SlotId slot : slots) {
      width = Math.max(width, slot.toString().length());
    }
  }

  @Override
  public void accept(LogEntry entry) throws IOException {
    String line = json ? json(entry) : plain(entry);
    try {
      out.write((line + "\n").getBytes(charset));
    } catch (IOException e) {
      throw new ReaderGone(e);
    }
  }

  private String plain(LogEntry entry) {
    String name = entry.slot().toString();
    width = Math.max(width, name.length());
    String label = Label.of(name, width, colours ? Label.colour(entry.slot().number()) : null);
    String time = timestamps ? entry.time() + " " : "";
    return entry.text().isEmpty() ? time + label : time + label + " " + entry.text();
  }

  private static String json(LogEntry entry) {
    return new JsonObject()
        .put("time", entry.time().toString())
        .put("service", entry.slot().service())
        .put("slot", entry.slot().number())
        .put("source", entry.source())
        .put("line", entry.text())
        .encode();
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw new ReaderGone(e);
    }
  }
}
