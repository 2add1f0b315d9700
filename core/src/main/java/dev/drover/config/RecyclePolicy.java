package dev.drover.config;

import java.time.Duration;

/**
 * When a replica that works well is replaced by a new one all the same, without losing a request: a
 * remedy for what leaks. One replica of a service at a time, and not while another change of the
 * service is under way. Each replica's limits are lower by chance, so that those that started
 * together do not fall due together. One that is due by memory or requests within a minute of being
 * ready has a limit that no replica can keep, and its follower is left alone for a time that
 * doubles, from one minute to an hour; so it is when the new replica fails.
 *
 * @param age since it got ready; null for never. Up to a quarter less
 * @param memoryBytes of resident memory (RSS), where the system tells it; 0 for never. Up to an
 *     eighth less
 * @param requests that its HTTP servers have got; 0 for never. Up to a quarter less
 */
public record RecyclePolicy(Duration age, long memoryBytes, long requests) {
  public static final RecyclePolicy NEVER = new RecyclePolicy(null, 0, 0);

  public RecyclePolicy {
    if (age != null) {
      Durations.requirePositive("recycle.age", age);
    }
    requireNotNegative("recycle.memory", memoryBytes);
    requireNotNegative("recycle.requests", requests);
  }

  private static void requireNotNegative(String key, long value) {
    if (value < 0) {
      throw new ConfigException(key + " must be >= 0, was " + value);
    }
  }
}
