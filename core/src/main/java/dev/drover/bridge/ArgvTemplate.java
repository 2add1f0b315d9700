package dev.drover.bridge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a command line, in some of which arguments stand as <code>${name}</code>. A word
 * stays one word whatever the argument's text is; it is left out when one of its arguments has
 * none. A literal <code>${</code> is written <code>$${</code>.
 */
record ArgvTemplate(List<Word> words) {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)}");
  private static final String END_OF_OPTIONS = "--";

  /** A piece of a word: text, or an argument's name. */
  private record Piece(String text, boolean isArgument) {}

  /** One word. */
  record Word(List<Piece> pieces) {
    static Word parse(String text) {
      List<Piece> pieces = new ArrayList<>();
      Matcher reference = REFERENCE.matcher(text);
      int from = 0;
      while (reference.find()) {
        pieces.add(new Piece(text.substring(from, reference.start()), false));
        String name = reference.group(1);
        pieces.add(name == null ? new Piece("${", false) : new Piece(name, true));
        from = reference.end();
      }
      pieces.add(new Piece(text.substring(from), false));
      pieces.removeIf(piece -> !piece.isArgument && piece.text.isEmpty());
      return new Word(List.copyOf(pieces));
    }

    private boolean isEndOfOptions() {
      return pieces.equals(List.of(new Piece(END_OF_OPTIONS, false)));
    }

    /** Null when one of its arguments has no text. */
    private String fill(Map<String, String> texts, Set<String> dashAllowed, boolean afterEnd)
        throws RefusedException {
      StringBuilder word = new StringBuilder();
      for (Piece piece : pieces) {
        String text = piece.isArgument ? texts.get(piece.text) : piece.text;
        if (text == null) {
          return null;
        }
        if (word.isEmpty() && piece.isArgument && text.startsWith("-") && !afterEnd) {
          requireDash(piece.text, dashAllowed);
        }
        word.append(text);
      }
      return word.toString();
    }
  }

  private static void requireDash(String name, Set<String> allowed) throws RefusedException {
    if (!allowed.contains(name)) {
      throw new RefusedException(
          BridgeFailure.BAD_REQUEST,
          "args." + name + " must not begin with '-': the command could take it for an option");
    }
  }

  static ArgvTemplate parse(List<String> words) {
    return new ArgvTemplate(words.stream().map(Word::parse).toList());
  }

  /** The names of its arguments. */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    for (Word word : words) {
      word.pieces.stream().filter(Piece::isArgument).forEach(piece -> names.add(piece.text));
    }
    return names;
  }

  /**
   * @param texts by name; null for arguments without any
   * @param dashAllowed names of those whose text may begin with a dash anywhere
   */
  List<String> fill(Map<String, String> texts, Set<String> dashAllowed) throws RefusedException {
    List<String> argv = new ArrayList<>();
    boolean afterEnd = false;
    for (Word word : words) {
      String filled = word.fill(texts, dashAllowed, afterEnd);
      if (filled != null) {
        argv.add(filled);
      }
      afterEnd |= word.isEndOfOptions();
    }
    return argv;
  }
}
