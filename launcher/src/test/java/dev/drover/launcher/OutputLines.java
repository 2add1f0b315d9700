package dev.drover.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One output stream of a process, line by line, as it comes. */
final class OutputLines {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  OutputLines(String name, InputStream stream) {
    this.name = name;
    Thread reader = new Thread(() -> read(stream), "read-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream stream) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    } catch (IOException closed) {
      // The process was killed: what it has written so far is all there is.
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  synchronized List<String> all() {
    return List.copyOf(lines);
  }

  synchronized String text() {
    return String.join("\n", lines);
  }

  synchronized long count(String part) {
    return lines.stream().filter(line -> line.contains(part)).count();
  }

  /** The first line that contains {@code part}, which may have come already. */
  String await(String part) {
    return await(part, 1);
  }

  /** Waits until so many lines contain {@code part}; returns the last of them. */
  synchronized String await(String part, int times) {
    Deadline deadline = new Deadline(PATIENCE);
    int found = 0;
    int next = 0;
    while (true) {
      for (; next < lines.size(); next++) {
        if (lines.get(next).contains(part) && ++found == times) {
          return lines.get(next);
        }
      }
      if (ended) {
        throw new AssertionError(name + " has ended without '" + part + "':\n" + text());
      }
      deadline.await(this, () -> "no '" + part + "' in " + name + ", so far:\n" + text());
    }
  }

  /** Waits until the process has closed the stream. */
  synchronized void awaitEnd() {
    Deadline deadline = new Deadline(PATIENCE);
    while (!ended) {
      deadline.await(this, () -> name + " is still open, so far:\n" + text());
    }
  }
}
