package dev.drover.launcher;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What help pages say of each flag, and of commands, in their first line about it. */
final class HelpDescriptions {
  /** {@code -n, --lines N the last}: names, value, and the text if it is on the same line. */
  private static final Pattern FLAG =
      Pattern.compile("  (-\\S+(?:, -\\S+)*)(?: [^\\s-]\\S*)*(?:\\s{2,}(\\S.*)|\\s*)");

  /** {@code list your supervisors}. */
  private static final Pattern COMMAND = Pattern.compile("  ([a-z][a-z-]*)\\s{2,}(\\S.*)");

  private static final Pattern TEXT = Pattern.compile("\\s{10,}(\\S.*)");

  private final Map<String, String> texts = new HashMap<>();

  private HelpDescriptions() {}

  /** Of several pages the first that knows a flag. */
  static HelpDescriptions of(HelpText... pages) {
    HelpDescriptions descriptions = new HelpDescriptions();
    for (HelpText page : pages) {
      if (page != null) {
        descriptions.read(page.text());
      }
    }
    return descriptions;
  }

  private void read(String page) {
    String[] waiting = {};
    for (String line : page.split("\n")) {
      Matcher flag = FLAG.matcher(line);
      Matcher text = TEXT.matcher(line);
      Matcher command = COMMAND.matcher(line);
      if (flag.matches()) {
        waiting = flag.group(1).split(", ");
        if (flag.group(2) != null) {
          keep(waiting, flag.group(2));
          waiting = new String[0];
        }
      } else if (command.matches()) {
        keep(new String[] {command.group(1)}, command.group(2));
      } else if (waiting.length > 0 && text.matches()) {
        keep(waiting, text.group(1));
        waiting = new String[0];
      }
    }
  }

  private void keep(String[] names, String text) {
    for (String name : names) {
      texts.putIfAbsent(name, text);
    }
  }

  /** Null when no page shows the flag or command. */
  String of(String name) {
    return texts.get(name);
  }
}
