package dev.drover.launcher;

import java.util.List;

/** What stands before a line to say whose it is: {@code web#1 |}. */
final class Label {
  private static final String RESET = "\u001b[0m";
  private static final List<String> COLOURS =
      List.of("\u001b[36m", "\u001b[33m", "\u001b[32m", "\u001b[35m", "\u001b[34m", "\u001b[96m");

  private Label() {}

  /** A slot's own. */
  static String colour(int slot) {
    return COLOURS.get(slot % COLOURS.size());
  }

  /**
   * Without the blank that follows.
   *
   * @param width of the longest of them
   * @param colour null for none
   */
  static String of(String name, int width, String colour) {
    String padded = name + " ".repeat(Math.max(0, width - name.length())) + " |";
    return colour == null ? padded : colour + padded + RESET;
  }
}
