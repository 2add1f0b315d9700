package dev.drover.config;

import java.time.Duration;

/**
 * How long a stopping application has.
 *
 * @param drain for what is in flight to end, from the moment it is asked to stop
 * @param grace from the moment it is asked to stop to SIGKILL; at least {@code drain}
 * @param webSockets after how long WebSockets, which never end by themselves, are closed with code
 *     1001 (RFC 6455: going away), from the moment it is asked to stop; at most {@code drain}. A
 *     {@code shutdownHandler} of the application's is called then, and has the rest of {@code
 *     drain}
 */
public record StopPolicy(Duration drain, Duration grace, Duration webSockets) {
  /** Of WebSockets, by default. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  public static final StopPolicy DEFAULT =
      new StopPolicy(Duration.ofSeconds(10), Duration.ofSeconds(20));

  public StopPolicy {
    Durations.requirePositive("stop.drain", drain);
    Durations.requirePositive("stop.grace", grace);
    if (grace.compareTo(drain) < 0) {
      throw new ConfigException(
          "stop.grace must be >= stop.drain (%s), was %s"
              .formatted(Durations.format(drain), Durations.format(grace)));
    }
    Durations.requirePositive("stop.webSockets", webSockets);
    if (webSockets.compareTo(drain) > 0) {
      throw new ConfigException(
          "stop.webSockets must be <= stop.drain (%s), was %s"
              .formatted(Durations.format(drain), Durations.format(webSockets)));
    }
  }

  /** WebSockets are closed after a second, or {@code drain} if that is less. */
  public StopPolicy(Duration drain, Duration grace) {
    this(drain, grace, drain != null && drain.compareTo(SHORT) < 0 ? drain : SHORT);
  }

  public StopPolicy withWebSockets(Duration newWebSockets) {
    return new StopPolicy(drain, grace, newWebSockets);
  }
}
