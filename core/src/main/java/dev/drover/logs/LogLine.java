package dev.drover.logs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * One line of a file: when, from where, what. As in {@code 2026-11-23T20:18:07.123456Z out text}:
 * the part before the text is always as long, so that it is found without a search.
 */
record LogLine(Instant time, Source source, String text) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int TIME_LENGTH = 27;
  private static final int HEAD_LENGTH = TIME_LENGTH + 5;

  /** Who wrote it. */
  enum Source {
    STDOUT("out"),
    STDERR("err"),
    /** The supervisor, about the file itself. */
    DROVER("log");

    private final String word;

    Source(String word) {
      this.word = word;
    }

    static Source of(String word) {
      for (Source source : values()) {
        if (source.word.equals(word)) {
          return source;
        }
      }
      return null;
    }
  }

  /** With its line end. */
  byte[] bytes() {
    String head = TIME.format(time) + " " + source.word + " ";
    return (head + text + "\n").getBytes(UTF_8);
  }

  /**
   * Reads a line without its end; empty for what has no such head, like the rest of a line that a
   * crash has torn.
   */
  static Optional<LogLine> parse(byte[] bytes, int from, int to) {
    if (to - from < HEAD_LENGTH
        || bytes[from + TIME_LENGTH] != ' '
        || bytes[from + HEAD_LENGTH - 1] != ' ') {
      return Optional.empty();
    }
    Source source = Source.of(new String(bytes, from + TIME_LENGTH + 1, 3, US_ASCII));
    if (source == null) {
      return Optional.empty();
    }
    try {
      Instant time = Instant.parse(new String(bytes, from, TIME_LENGTH, US_ASCII));
      String text = new String(bytes, from + HEAD_LENGTH, to - from - HEAD_LENGTH, UTF_8);
      return Optional.of(new LogLine(time, source, text));
    } catch (DateTimeParseException noHead) {
      return Optional.empty();
    }
  }
}
