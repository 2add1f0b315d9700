package dev.drover.config;

import java.util.List;
import java.util.Map;

/** A value as it stands in a configuration file, before anybody has said what it should be. */
sealed interface Node {
  /** Characters of a value that a message shows at most. */
  int SHOWN = 80;

  /** Of its first character. */
  Place place();

  /** What was found, for a message. */
  String shown();

  /** Keys and values, in their order. */
  record Members(Place place, Map<String, Member> members) implements Node {
    @Override
    public String shown() {
      return "an object";
    }
  }

  /** A key's value, and the place of the key. */
  record Member(Place place, Node value) {}

  /** A list. */
  record Items(Place place, List<Node> items) implements Node {
    @Override
    public String shown() {
      return "a list";
    }
  }

  /**
   * Text, a number, true, false or null.
   *
   * @param text with its variables replaced, once they are
   * @param plain without quotes: then it may be more than text
   * @param source as it stands in the file; differs from {@code text} by the variables
   * @param known false when a variable has no value that could be known now
   */
  record Scalar(Place place, String text, boolean plain, String source, boolean known)
      implements Node {

    Scalar(Place place, String text, boolean plain) {
      this(place, text, plain, text, true);
    }

    Scalar with(String replaced) {
      return new Scalar(place, replaced, plain, source, known);
    }

    Scalar unknown() {
      return new Scalar(place, text, plain, source, false);
    }

    /** Whether the environment may have had a part in it. */
    boolean isReplaced() {
      return !text.equals(source);
    }

    /** What it is by itself: a value in quotes is text. */
    ScalarKind kind() {
      return plain ? ScalarKind.of(text) : ScalarKind.TEXT;
    }

    /** Never with what came from the environment, which may be a secret. */
    @Override
    public String shown() {
      String start = source.length() <= SHOWN ? source : source.substring(0, SHOWN) + "...";
      return isReplaced() || kind() == ScalarKind.TEXT ? "'" + start + "'" : start;
    }
  }
}
