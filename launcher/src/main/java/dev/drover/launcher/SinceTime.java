package dev.drover.launcher;

import dev.drover.config.ConfigException;
import dev.drover.config.Durations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** Reads the TIME of {@code --since}. */
final class SinceTime {

  private SinceTime() {}

  /**
   * How long ago ({@code 10m}), or when: {@code 2026-11-23T20:18:07Z}, or without a zone, the
   * seconds, the date or the time, in the user's own time zone.
   *
   * @throws ConfigException when it is none of these
   */
  static Instant parse(String text, ZonedDateTime now) {
    String given = text.trim();
    if (given.matches("\\d+[a-z]+")) {
      try {
        return now.toInstant().minus(Durations.parse(given));
      } catch (ConfigException e) {
        throw new ConfigException("--since: " + e.getMessage());
      }
    }
    String time = given.replace(' ', 'T');
    try {
      return time(time, now);
    } catch (DateTimeException e) {
      throw new ConfigException(
          "--since must be a time such as 10m (ago), 20:18, 2026-11-23 or 2026-11-23T20:18:07Z, was"
              + " '"
              + text
              + "'");
    }
  }

  private static Instant time(String text, ZonedDateTime now) {
    ZoneId zone = now.getZone();
    if (text.matches("\\d\\d:.*")) {
      return LocalTime.parse(text).atDate(now.toLocalDate()).atZone(zone).toInstant();
    }
    if (text.indexOf('T') < 0) {
      return LocalDate.parse(text).atStartOfDay(zone).toInstant();
    }
    if (text.matches(".*T.*(Z|[+-]\\d\\d(:?\\d\\d)?)")) {
      return OffsetDateTime.parse(text).toInstant();
    }
    return LocalDateTime.parse(text).atZone(zone).toInstant();
  }
}
