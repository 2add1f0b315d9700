package dev.drover.config;

import java.util.List;

/**
 * The user's configuration or command line is wrong. Carries every problem found, so that all of
 * them can be mended at once; its message is meant for the user and never needs a stack trace.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  public ConfigException(List<String> problems) {
    super(String.join("\n", problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  public ConfigException(String problem) {
    this(List.of(problem));
  }

  /** One line each: where, what is wrong, and what was found. Never empty. */
  public List<String> problems() {
    return problems;
  }
}
