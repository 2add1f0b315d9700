package dev.drover.supervisor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines a slot's replicas have written. Safe for use by several threads. */
public final class LastLines {
  public static final int MAX = 40;

  private final Deque<String> lines = new ArrayDeque<>(MAX);

  public synchronized void add(String line) {
    if (lines.size() == MAX) {
      lines.removeFirst();
    }
    lines.addLast(line);
  }

  public synchronized List<String> snapshot() {
    return List.copyOf(lines);
  }
}
