package dev.drover.config;

import java.util.List;
import java.util.stream.Collectors;

/** Writes a command as the name of a verticle of the factory {@code fork:}. */
final class ForkName {

  private ForkName() {}

  /** Words with characters that mean something there are put in quotes. */
  static String of(List<String> command) {
    return command.stream().map(ForkName::word).collect(Collectors.joining(" ", "fork:", ""));
  }

  private static String word(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
