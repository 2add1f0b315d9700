package dev.drover.logs;

import dev.drover.supervisor.SlotId;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Tells once that the files cannot be written, however many slots find out, and once how much was
 * lost when all of them can be again.
 */
final class Outages {
  private final LogsDirectory directory;
  private final Consumer<String> problems;

  // Guarded by this.
  private final TreeSet<String> failing = new TreeSet<>();
  private final Map<String, Long> lost = new TreeMap<>();

  /**
   * @param problems called on any thread with one line
   */
  Outages(LogsDirectory directory, Consumer<String> problems) {
    this.directory = directory;
    this.problems = problems;
  }

  synchronized void failed(SlotId slot, IOException cause) {
    boolean first = failing.isEmpty();
    failing.add(slot.toString());
    if (first) {
      problems.accept(
          "the log files in %s cannot be written (%s); the replicas run on, their output is not kept until that is mended"
              .formatted(directory.path(), reason(cause)));
    }
  }

  synchronized void recovered(SlotId slot, long lines) {
    failing.remove(slot.toString());
    lost.merge(slot.toString(), lines, Long::sum);
    if (failing.isEmpty()) {
      long all = lost.values().stream().mapToLong(Long::longValue).sum();
      problems.accept(
          "the log files in %s are written again; lost meanwhile: %s of %s"
              .formatted(directory.path(), lines(all), String.join(", ", lost.keySet())));
      lost.clear();
    }
  }

  /** The end came before it recovered. */
  synchronized void closed(SlotId slot, long lines) {
    problems.accept(
        "the log files in %s could not be written; lost: %s of %s"
            .formatted(directory.path(), lines(lines), slot));
  }

  synchronized void say(String problem) {
    problems.accept(problem);
  }

  static String lines(long count) {
    return count + (count == 1 ? " line" : " lines");
  }

  /** What the system says, without the file's name. */
  static String reason(IOException cause) {
    return cause instanceof FileSystemException named && named.getReason() != null
        ? named.getReason()
        : cause instanceof FileSystemException unnamed
            ? cause.getClass().getSimpleName().replaceFirst("Exception$", "")
                + ": "
                + unnamed.getFile()
            : String.valueOf(cause.getMessage());
  }
}
