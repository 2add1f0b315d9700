package dev.drover.launcher;

import dev.drover.config.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Collects what is wrong, so that all of it is reported at once. */
final class Problems {
  private final List<String> lines = new ArrayList<>();

  void add(String line) {
    lines.add(line);
  }

  void require(boolean ok, String line) {
    if (!ok) {
      lines.add(line);
    }
  }

  /** The value, or null with the problems kept. */
  <T> T collect(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (ConfigException e) {
      lines.addAll(e.problems());
      return null;
    } catch (LaunchFailure e) {
      lines.addAll(e.lines());
      return null;
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  void throwIfAny() {
    if (!lines.isEmpty()) {
      throw new ConfigException(lines);
    }
  }
}
