package dev.drover.config;

/**
 * Makes a JSON text one that YAML reads: JSON may be indented with tabs, which YAML does not allow.
 * Columns stay as they are.
 */
final class JsonTabs {

  private JsonTabs() {}

  /** With a space for each tab outside of strings. */
  static String replace(String json) {
    StringBuilder text = new StringBuilder(json);
    boolean inString = false;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == '"') {
        inString = !inString;
      } else if (next == '\\' && inString) {
        i++;
      } else if (next == '\t' && !inString) {
        text.setCharAt(i, ' ');
      }
    }
    return text.toString();
  }
}
