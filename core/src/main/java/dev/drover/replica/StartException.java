package dev.drover.replica;

import java.util.List;

/** The application did not start; carries the lines that tell the user why. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  private final List<String> lines;

  /**
   * @param lines exception class, message and the user's own frames; no frames of a framework
   */
  public StartException(List<String> lines, Throwable cause) {
    super(String.join("\n", lines), cause);
    this.lines = List.copyOf(lines);
  }

  public List<String> lines() {
    return lines;
  }
}
