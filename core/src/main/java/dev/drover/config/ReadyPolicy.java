package dev.drover.config;

import java.time.Duration;

/**
 * When a replica counts as ready, and how long it may take.
 *
 * @param timeout from spawn to ready; past it the replica is stopped and counts as crashed
 * @param mainReturns for an application with its own main method: ready when main has returned,
 *     instead of when its first server listens
 */
public record ReadyPolicy(Duration timeout, boolean mainReturns) {
  public static final ReadyPolicy DEFAULT = new ReadyPolicy(Duration.ofSeconds(60), false);

  public ReadyPolicy {
    Durations.requirePositive("ready.timeout", timeout);
  }
}
