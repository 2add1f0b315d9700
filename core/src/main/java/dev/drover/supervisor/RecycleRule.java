package dev.drover.supervisor;

import dev.drover.config.Durations;
import dev.drover.config.RecyclePolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Decides when one replica has served long enough. Pure, but for the chance in its limits. */
final class RecycleRule {
  /** A replica that is due within this has a limit that no replica can keep. */
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final double AGE_JITTER = 0.25;
  private static final double REQUESTS_JITTER = 0.25;
  private static final double MEMORY_JITTER = 0.125;

  private final Duration age;
  private final long memoryBytes;
  private final long requests;

  /**
   * @param random from 0 to 1: how much lower the limits are, of what is allowed
   */
  RecycleRule(RecyclePolicy policy, DoubleSupplier random) {
    this.age =
        policy.age() == null
            ? null
            : Duration.ofMillis(less(policy.age().toMillis(), AGE_JITTER, random));
    this.memoryBytes = less(policy.memoryBytes(), MEMORY_JITTER, random);
    this.requests = less(policy.requests(), REQUESTS_JITTER, random);
  }

  private static long less(long limit, double jitter, DoubleSupplier random) {
    return limit - (long) (limit * jitter * random.getAsDouble());
  }

  private static Duration rounded(Duration served) {
    return served.toMinutes() > 0
        ? Duration.ofMinutes(served.toMinutes())
        : Duration.ofSeconds(served.toSeconds());
  }

  /**
   * Whether one that is due after so long will be due after so long again; an age that is short is
   * no such limit.
   */
  boolean isSoon(Duration served) {
    return served.compareTo(SOON) < 0 && (age == null || served.compareTo(age) < 0);
  }

  /**
   * Why it is due, for people; empty when it is not.
   *
   * @param served since it got ready
   */
  Optional<String> due(Duration served, ReplicaStats stats) {
    if (age != null && served.compareTo(age) >= 0) {
      return Optional.of("has served for " + Durations.format(rounded(served)));
    }
    if (memoryBytes > 0 && stats.rssBytes() >= memoryBytes) {
      return Optional.of("takes %d MiB of memory".formatted(stats.rssBytes() >> 20));
    }
    return requests > 0 && stats.requests() >= requests
        ? Optional.of("has got %d requests".formatted(stats.requests()))
        : Optional.empty();
  }
}
