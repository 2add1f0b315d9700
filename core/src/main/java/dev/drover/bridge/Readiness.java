package dev.drover.bridge;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * When a child counts as ready. Deployment succeeds, and requests are given to it, only then.
 *
 * @param line found in a line of stdout or stderr; null for none. The line is delivered, too
 * @param message equal to the first message or JSON value of the child that is not an answer; null
 *     for none. It is not delivered
 * @param timeout from the start; a child that is not ready by then is stopped and counts as crashed
 */
public record Readiness(Pattern line, Object message, Duration timeout) {
  /** As soon as it is started. */
  public static final Readiness STARTED = new Readiness(null, null, Duration.ofSeconds(60));

  public Readiness {
    Objects.requireNonNull(timeout, "ready.timeout");
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException("ready.timeout must be >= 1ms, was " + timeout);
    }
    if (line != null && message != null) {
      throw new IllegalArgumentException("ready.line and ready.message cannot both be given");
    }
  }

  /** When a line matches, wherever in it. */
  public static Readiness onLine(String pattern) {
    return new Readiness(Pattern.compile(pattern), null, STARTED.timeout);
  }

  /** When a message equals this JSON value. */
  public static Readiness onMessage(Object message) {
    return new Readiness(null, Objects.requireNonNull(message, "message"), STARTED.timeout);
  }

  public Readiness within(Duration newTimeout) {
    return new Readiness(line, message, newTimeout);
  }

  boolean atStart() {
    return line == null && message == null;
  }
}
