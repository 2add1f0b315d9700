package dev.drover.logs;

import dev.drover.supervisor.SlotId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Reads what {@link ReplicaLogs} has kept, the slots' lines merged by time, whether its supervisor
 * runs or not. Blocks; for one thread at a time.
 */
public final class LogReader implements Closeable {

  /** Takes lines. */
  public interface Sink {
    /** Called with each line in turn. An exception ends the reading. */
    void accept(LogEntry entry) throws IOException;

    /** There are no more for now. */
    default void flush() throws IOException {}
  }

  private final LogsDirectory directory;
  private final Predicate<SlotId> wanted;
  private final Instant since;
  private final Map<SlotId, Head> heads = new HashMap<>();

  /** A slot's reader, and the first line of it that has not been delivered. */
  private static final class Head {
    private final SlotReader reader;
    private LogEntry entry;

    Head(SlotReader reader) {
      this.reader = reader;
    }

    boolean fetch() throws IOException {
      entry = reader.next();
      return entry != null;
    }
  }

  private LogReader(LogsDirectory directory, Predicate<SlotId> wanted, Instant since) {
    this.directory = directory;
    this.wanted = wanted;
    this.since = since;
  }

  /**
   * @param wanted whose lines
   * @param since the earliest; {@link Instant#EPOCH} for all
   */
  public static LogReader open(Path directory, Predicate<SlotId> wanted, Instant since) {
    return new LogReader(new LogsDirectory(directory), wanted, since);
  }

  /** The slots that have lines in a directory, by service and number. */
  public static List<SlotId> slots(Path directory) throws IOException {
    return new LogsDirectory(directory).slots();
  }

  /** Delivers everything that is there, then calls {@link Sink#flush}. */
  public void readAll(Sink sink) throws IOException {
    findSlots(Long.MAX_VALUE);
    deliver(sink);
  }

  /** Delivers the last lines of what is there, then calls {@link Sink#flush}. */
  public void readLast(long lines, Sink sink) throws IOException {
    findSlots(lines);
    ArrayDeque<LogEntry> last = new ArrayDeque<>();
    deliver(
        entry -> {
          if (last.size() == lines) {
            last.poll();
          }
          if (lines > 0) {
            last.add(entry);
          }
        });
    for (LogEntry entry : last) {
      sink.accept(entry);
    }
    sink.flush();
  }

  /**
   * Delivers what comes after that, across rotation, new slots and restarts of the supervisor, for
   * ever; the system tells when there is more.
   *
   * @param before called when the directory is watched, to deliver what is there already
   * @throws IOException also when the directory is removed
   */
  public void follow(Before before, Sink sink) throws IOException, InterruptedException {
    try (WatchService watch = directory.path().getFileSystem().newWatchService()) {
      directory
          .path()
          .register(
              watch,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
      watchParent(watch);
      before.run();
      WatchKey key;
      do {
        key = watch.take();
        boolean created =
            key.pollEvents().stream()
                .anyMatch(event -> event.kind() != StandardWatchEventKinds.ENTRY_MODIFY);
        if (created) {
          findSlots(Long.MAX_VALUE);
        }
        deliver(sink);
      } while (key.reset() && Files.isDirectory(directory.path()));
      throw new NoSuchFileException(directory.path().toString());
    } catch (NoSuchFileException gone) {
      throw new IOException("the directory " + directory.path() + " is gone", gone);
    }
  }

  /** Not every file system tells of a directory's own end. */
  private void watchParent(WatchService watch) throws IOException {
    try {
      Path parent = directory.path().toRealPath().getParent();
      if (parent != null) {
        parent.register(watch, StandardWatchEventKinds.ENTRY_DELETE);
      }
    } catch (AccessDeniedException notOurs) {
      // Then it cannot be removed by us either.
    }
  }

  /** What {@link #follow} calls first. */
  public interface Before {
    void run() throws IOException;
  }

  private void findSlots(long last) throws IOException {
    for (SlotId slot : directory.slots()) {
      if (wanted.test(slot) && !heads.containsKey(slot)) {
        SlotReader reader = new SlotReader(directory, slot);
        heads.put(slot, new Head(reader));
        if (last != Long.MAX_VALUE) {
          reader.skipToLast(last);
        } else if (since.isAfter(Instant.EPOCH)) {
          reader.skipFilesBefore(since);
        }
      }
    }
  }

  private void deliver(Sink sink) throws IOException {
    List<Head> ready = new ArrayList<>();
    for (Head head : heads.values()) {
      if (head.fetch()) {
        ready.add(head);
      }
    }
    while (!ready.isEmpty()) {
      Head first = first(ready);
      if (!first.entry.time().isBefore(since)) {
        sink.accept(first.entry);
      }
      if (!first.fetch()) {
        ready.remove(first);
      }
    }
    sink.flush();
  }

  private static Head first(List<Head> heads) {
    Head first = heads.get(0);
    for (Head head : heads) {
      int order = head.entry.time().compareTo(first.entry.time());
      boolean earlier =
          order < 0
              || order == 0
                  && LogsDirectory.ORDER.compare(head.reader.slot(), first.reader.slot()) < 0;
      first = earlier ? head : first;
    }
    return first;
  }

  @Override
  public void close() throws IOException {
    for (Head head : heads.values()) {
      head.reader.close();
    }
  }
}
