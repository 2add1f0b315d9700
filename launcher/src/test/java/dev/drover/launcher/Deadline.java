package dev.drover.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The end of a wait. */
final class Deadline {
  private final long end;

  Deadline(Duration patience) {
    end = System.nanoTime() + patience.toNanos();
  }

  /** Waits until a file has that text, which the system tells nobody of. */
  static void awaitText(Path file, String text, int times) throws IOException {
    Deadline deadline = new Deadline(Duration.ofSeconds(60));
    while (true) {
      String now = Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
      if (now.split(Pattern.quote(text), -1).length > times) {
        return;
      }
      if (deadline.isOver()) {
        throw new AssertionError("no '" + text + "' in:\n" + now);
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  boolean isOver() {
    return end - System.nanoTime() <= 0;
  }

  /**
   * Waits to be notified on {@code monitor}, which the caller holds.
   *
   * @param state said when the deadline is over
   */
  void await(Object monitor, Supplier<String> state) {
    long millis = (end - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new AssertionError(state.get());
    }
    try {
      monitor.wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted: " + state.get(), e);
    }
  }
}
