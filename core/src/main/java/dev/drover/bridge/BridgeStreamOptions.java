package dev.drover.bridge;

import java.time.Duration;

/**
 * How a {@link BridgeStream} is read.
 *
 * @param credit bytes that may be on the way or waiting here, plus one item
 * @param patience how long the other side may be silent before it counts as gone, and this one to
 *     the other
 */
public record BridgeStreamOptions(int credit, Duration patience) {
  /** 256 KiB and 15 seconds. */
  public static final BridgeStreamOptions DEFAULT =
      new BridgeStreamOptions(256 * 1024, Duration.ofMillis(CreditProtocol.DEFAULT_PATIENCE));

  public BridgeStreamOptions {
    if (credit < 1 || credit > CreditProtocol.MOST_CREDIT) {
      throw new IllegalArgumentException(
          "credit must be from 1 to " + CreditProtocol.MOST_CREDIT + ", was " + credit);
    }
    long millis = patience.toMillis();
    if (millis < CreditProtocol.LEAST_PATIENCE || millis > CreditProtocol.MOST_PATIENCE) {
      throw new IllegalArgumentException(
          "patience must be from %d ms to %d ms, was %s"
              .formatted(CreditProtocol.LEAST_PATIENCE, CreditProtocol.MOST_PATIENCE, patience));
    }
  }

  public BridgeStreamOptions withCredit(int bytes) {
    return new BridgeStreamOptions(bytes, patience);
  }

  public BridgeStreamOptions withPatience(Duration newPatience) {
    return new BridgeStreamOptions(credit, newPatience);
  }
}
