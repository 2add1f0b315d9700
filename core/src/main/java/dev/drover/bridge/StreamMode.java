package dev.drover.bridge;

/** How the bytes of a child's stdin, stdout or stderr become messages. */
public enum StreamMode {
  /** Lines of UTF-8 text without their ends, as {@code String}; the last may lack an end. */
  LINES,
  /** Bytes as they come, as {@code Buffer}. */
  CHUNKS,
  /** A big-endian 32-bit length, then that many bytes: each a {@code Buffer}. */
  FRAMES,
  /**
   * A JSON value in each line: {@code JsonObject}, {@code JsonArray}, text, number, boolean, null.
   */
  JSON,
  /** Nothing: {@code /dev/null}. */
  IGNORE
}
