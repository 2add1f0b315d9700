package dev.drover.config;

import java.time.Duration;

/**
 * How long a stopping application has.
 *
 * @param drain for what is in flight to end, from the moment it is asked to stop
 * @param grace from the moment it is asked to stop to SIGKILL; at least {@code drain}
 */
public record StopPolicy(Duration drain, Duration grace) {
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
  }
}
