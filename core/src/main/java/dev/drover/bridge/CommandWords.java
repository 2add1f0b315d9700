package dev.drover.bridge;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line into words as a POSIX shell does, but expands nothing. Blanks, tabs and
 * line feeds separate words. Within single quotes everything is as it is; within double quotes a
 * backslash escapes {@code " \ $ `} and a line feed (which then vanishes); elsewhere it escapes any
 * character. Quoted and unquoted parts without a blank between them are one word.
 *
 * <p>What would mean something to a shell and is not quoted is refused, because it would not do
 * here what it does there: <code>| & ; < > ( ) $ ` * ? [</code> anywhere, {@code ~} and {@code #}
 * where a word begins.
 */
final class CommandWords {
  private static final String SEPARATORS = " \t\n";
  private static final String SHELLS_OWN = "|&;<>()$`*?[";
  private static final String SHELLS_OWN_FIRST = "~#";
  private static final String ESCAPABLE = "\"\\$`\n";

  private final String name;
  private final List<String> words = new ArrayList<>();
  private int at;

  private CommandWords(String name, int from) {
    this.name = name;
    at = from;
  }

  /**
   * @param name a verticle's whole name, for messages
   * @param from where the command begins in it
   * @throws IllegalArgumentException when it is malformed; the message shows where
   */
  static List<String> of(String name, int from) {
    CommandWords command = new CommandWords(name, from);
    command.split();
    if (command.words.isEmpty() || command.words.get(0).isEmpty()) {
      throw malformed(name, from, "a command must follow");
    }
    return command.words;
  }

  /**
   * @throws IllegalArgumentException that shows the place
   */
  static IllegalArgumentException malformed(String name, int at, String problem) {
    String line = name.replaceAll("\\p{Cntrl}", "?");
    return new IllegalArgumentException(
        problem + ", at character " + (at + 1) + ":\n" + line + "\n" + " ".repeat(at) + "^");
  }

  private void split() {
    while (true) {
      while (at < name.length() && SEPARATORS.indexOf(name.charAt(at)) >= 0) {
        at++;
      }
      if (at == name.length()) {
        return;
      }
      words.add(word());
    }
  }

  private String word() {
    int start = at;
    StringBuilder word = new StringBuilder();
    while (at < name.length() && SEPARATORS.indexOf(name.charAt(at)) < 0) {
      char next = name.charAt(at);
      switch (next) {
        case '\'' -> singleQuoted(word);
        case '"' -> doubleQuoted(word);
        case '\\' -> escaped(word);
        default -> {
          requirePlain(next, at == start);
          word.append(next);
          at++;
        }
      }
    }
    return word.toString();
  }

  private void requirePlain(char next, boolean first) {
    if (next == '\0') {
      throw malformed(name, at, "a command cannot hold a NUL");
    }
    if (SHELLS_OWN.indexOf(next) >= 0 || first && SHELLS_OWN_FIRST.indexOf(next) >= 0) {
      throw malformed(
          name, at, "there is no shell to give " + next + " its meaning; quote it, or use sh:");
    }
  }

  private void singleQuoted(StringBuilder word) {
    int end = name.indexOf('\'', at + 1);
    if (end < 0) {
      throw malformed(name, at, "this quote is not closed");
    }
    append(word, at + 1, end);
    at = end + 1;
  }

  private void append(StringBuilder word, int from, int to) {
    int nul = name.indexOf('\0', from);
    if (nul >= 0 && nul < to) {
      throw malformed(name, nul, "a command cannot hold a NUL");
    }
    word.append(name, from, to);
  }

  private void doubleQuoted(StringBuilder word) {
    int start = at++;
    while (at < name.length() && name.charAt(at) != '"') {
      boolean escape =
          name.charAt(at) == '\\'
              && at + 1 < name.length()
              && ESCAPABLE.indexOf(name.charAt(at + 1)) >= 0;
      at += escape ? 1 : 0;
      if (!(escape && name.charAt(at) == '\n')) {
        append(word, at, at + 1);
      }
      at++;
    }
    if (at == name.length()) {
      throw malformed(name, start, "this quote is not closed");
    }
    at++;
  }

  private void escaped(StringBuilder word) {
    if (at + 1 == name.length()) {
      throw malformed(name, at, "nothing follows this backslash");
    }
    if (name.charAt(at + 1) != '\n') {
      append(word, at + 1, at + 2);
    }
    at += 2;
  }
}
