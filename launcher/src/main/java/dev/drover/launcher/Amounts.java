package dev.drover.launcher;

import java.time.Duration;
import java.util.Locale;

/** Times and sizes for people, as exact as they need them. */
final class Amounts {
  private static final long MIB = 1024 * 1024;

  private Amounts() {}

  /** The two largest units: {@code 12s}, {@code 3m 5s}, {@code 2h 10m}, {@code 4d 1h}. */
  static String age(long millis) {
    Duration age = Duration.ofMillis(millis);
    if (age.toDays() > 0) {
      return age.toDays() + "d " + age.toHoursPart() + "h";
    }
    if (age.toHours() > 0) {
      return age.toHours() + "h " + age.toMinutesPart() + "m";
    }
    return age.toMinutes() > 0
        ? age.toMinutes() + "m " + age.toSecondsPart() + "s"
        : age.toSeconds() + "s";
  }

  /** A short time, such as a start takes. */
  static String took(long millis) {
    return millis < 1_000 ? millis + "ms" : StartBlock.took(Duration.ofMillis(millis));
  }

  /** A delay: {@code 0.3ms}, {@code 12ms}, {@code 4.2 s}. */
  static String micros(long micros) {
    return micros < 10_000
        ? String.format(Locale.ROOT, "%.1fms", micros / 1_000.0)
        : took(micros / 1_000);
  }

  static String bytes(long bytes) {
    return bytes < 1024 * MIB
        ? Math.round((double) bytes / MIB) + " MiB"
        : String.format(Locale.ROOT, "%.1f GiB", bytes / 1024.0 / MIB);
  }

  /** How late an event loop comes to what waits for it. */
  static String lag(long micros) {
    return micros < 1_000 ? micros + "us" : String.format(Locale.ROOT, "%.1fms", micros / 1_000.0);
  }

  static String percent(double percent) {
    return String.format(Locale.ROOT, "%.1f %%", percent);
  }
}
