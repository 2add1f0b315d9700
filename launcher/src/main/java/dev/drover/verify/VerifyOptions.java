package dev.drover.verify;

import java.time.Duration;

/**
 * What is done to an application.
 *
 * @param rate requests a second; each has its time, whether the answers before it have come or not
 * @param newConnections how many of a hundred requests have a connection of their own
 * @param reloads how often the service is reloaded
 * @param kills how many replicas are killed by SIGKILL
 * @param hangs how many replicas are stopped by SIGSTOP
 * @param duration the faults are spread over so long; zero for one soon after the other
 * @param timeout after which a request without an answer has failed
 * @param recovery how long the service may take after a fault until all its slots are ready
 * @param seed of everything that is random
 */
public record VerifyOptions(
    int rate,
    int newConnections,
    int reloads,
    int kills,
    int hangs,
    Duration duration,
    Duration timeout,
    Duration recovery,
    long seed) {

  int faults() {
    return reloads + kills + hangs;
  }
}
