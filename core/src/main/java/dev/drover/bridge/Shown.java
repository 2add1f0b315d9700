package dev.drover.bridge;

/** Text of others for messages and logs: short, on one line, and without what moves a terminal. */
final class Shown {
  private static final int LONGEST = 200;

  private Shown() {}

  static String of(String text) {
    return of(text, LONGEST);
  }

  /**
   * @param longest in characters; what is cut ends with dots
   */
  static String of(String text, int longest) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(longest)
        .forEach(
            each -> {
              if (isPlain(each)) {
                shown.appendCodePoint(each);
              } else {
                shown.append("\\u%04x".formatted(each));
              }
            });
    return text.codePointCount(0, text.length()) > longest ? shown + "..." : shown.toString();
  }

  private static boolean isPlain(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
