package dev.drover.bridge;

import java.time.Duration;

/**
 * What one child may cost.
 *
 * @param messageBytes of one message from it, as JSON; one that is longer closes its channel
 * @param queueBytes that wait for it to read: beyond, requests to it fail, other messages are
 *     dropped and counted, and nothing more is read from it
 * @param inFlight sends and requests of its own that have not come to an end; beyond, nothing more
 *     is read from it
 * @param unanswered requests that it has got and not answered; beyond, more of them fail
 * @param registrations of addresses
 * @param answerTime how long it may take for an answer; after it the answer is not accepted
 */
public record BusLimits(
    int messageBytes,
    int queueBytes,
    int inFlight,
    int unanswered,
    int registrations,
    Duration answerTime) {
  public static final BusLimits DEFAULT =
      new BusLimits(1 << 20, 1 << 20, 256, 10_000, 1_000, Duration.ofSeconds(60));

  public BusLimits {
    atLeastOne("messageBytes", messageBytes);
    atLeastOne("queueBytes", queueBytes);
    atLeastOne("inFlight", inFlight);
    atLeastOne("unanswered", unanswered);
    atLeastOne("registrations", registrations);
    if (answerTime.toMillis() < 1) {
      throw new IllegalArgumentException("answerTime must be at least 1 ms, was " + answerTime);
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be >= 1, was " + value);
    }
  }
}
