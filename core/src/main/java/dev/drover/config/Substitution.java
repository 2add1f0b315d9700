package dev.drover.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${NAME}} and {@code ${NAME:-default}} in the values of a configuration file; the
 * default also stands for an empty variable, as in a shell. {@code $${} is {@code ${} itself. Keys
 * stay as they are, and what a variable holds is a value, never structure.
 */
final class Substitution {
  /** The escaped form, a whole reference, or a beginning that is none. */
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-([^{}]*))?}|\\$\\{");

  private final Map<String, String> env;
  private final FileProblems problems;
  private final boolean missingAllowed;

  /**
   * @param missingAllowed whether a value whose variable is missing stays unknown, without a
   *     problem
   */
  Substitution(Map<String, String> env, FileProblems problems, boolean missingAllowed) {
    this.env = env;
    this.problems = problems;
    this.missingAllowed = missingAllowed;
  }

  Node apply(Node node) {
    return apply("", node);
  }

  private Node apply(String path, Node node) {
    if (node instanceof Node.Members object) {
      Map<String, Node.Member> members = new LinkedHashMap<>();
      object
          .members()
          .forEach(
              (key, member) ->
                  members.put(
                      key,
                      new Node.Member(
                          member.place(), apply(Reading.join(path, key), member.value()))));
      return new Node.Members(object.place(), members);
    }
    if (node instanceof Node.Items list) {
      return new Node.Items(
          list.place(), list.items().stream().map(item -> apply(path + "[]", item)).toList());
    }
    return replace(path, (Node.Scalar) node);
  }

  private Node.Scalar replace(String path, Node.Scalar scalar) {
    Matcher reference = REFERENCE.matcher(scalar.text());
    StringBuilder text = new StringBuilder();
    boolean known = true;
    while (reference.find()) {
      String value = value(path, scalar, reference);
      known &= value != null;
      reference.appendReplacement(text, Matcher.quoteReplacement(value == null ? "" : value));
    }
    reference.appendTail(text);
    return known ? scalar.with(text.toString()) : scalar.unknown();
  }

  /** Null when there is none. */
  private String value(String path, Node.Scalar scalar, Matcher reference) {
    if (reference.group().equals("$${")) {
      return "${";
    }
    String name = reference.group(1);
    if (name == null) {
      problems.add(
          scalar.place(),
          path
              + " has a ${ that begins no ${NAME} or ${NAME:-default}, "
              + scalar.shown()
              + "; write $${ for the characters themselves");
      return null;
    }
    String value = env.get(name);
    String otherwise = reference.group(3);
    if (otherwise != null) {
      return value == null || value.isEmpty() ? otherwise : value;
    }
    if (value == null && !missingAllowed) {
      problems.add(
          scalar.place(),
          "%s needs the environment variable %s; set it, or give a default: ${%s:-...}"
              .formatted(path, name, name));
    }
    return value;
  }
}
