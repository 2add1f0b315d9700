package dev.drover.bridge;

import java.util.Objects;

/**
 * What becomes of a child's stdout or stderr.
 *
 * @param longest bytes of a line, a frame or a JSON value; a child that writes a longer one is
 *     stopped
 */
public record OutputSpec(StreamMode mode, Delivery delivery, int longest) {
  static final int LONGEST = 1 << 20;
  static final int MOST = 64 << 20;

  /** Lines, published. */
  public static final OutputSpec LINES = of(StreamMode.LINES);

  public OutputSpec {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(delivery, "delivery");
    if (longest < 1 || longest > MOST) {
      throw new IllegalArgumentException("longest must be from 1 to " + MOST + ", was " + longest);
    }
  }

  /** Published, up to 1 MiB each. */
  public static OutputSpec of(StreamMode mode) {
    return new OutputSpec(mode, Delivery.PUBLISH, LONGEST);
  }

  /** By credit, up to 1 MiB each. */
  public static OutputSpec byCredit(StreamMode mode) {
    return new OutputSpec(mode, Delivery.CREDIT, LONGEST);
  }

  boolean isPublished(StreamMode wanted) {
    return mode == wanted && delivery == Delivery.PUBLISH;
  }
}
