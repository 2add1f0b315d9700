package dev.drover.bridge;

import java.util.Locale;

/** How modes are written on the bus and in configuration. */
final class StreamNames {

  private StreamNames() {}

  static String of(StreamMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
