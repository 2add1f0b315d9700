package dev.drover.config;

import java.time.Duration;

/**
 * How often a slot's replica may be restarted before the slot is given up.
 *
 * @param limit restarts allowed within {@code period}; 0 gives up at the first crash
 * @param period the window the restarts are counted in
 */
public record RestartPolicy(int limit, Duration period) {
  public static final RestartPolicy DEFAULT = new RestartPolicy(10, Duration.ofMinutes(1));

  public RestartPolicy {
    if (limit < 0) {
      throw new ConfigException("restart.limit must be >= 0, was " + limit);
    }
    Durations.requirePositive("restart.period", period);
  }
}
