package dev.drover.launcher;

import dev.drover.config.Durations;
import dev.drover.config.StopPolicy;

/** What happens from now on, for whoever has asked for a stop. */
final class StopText {
  private StopText() {}

  static String of(StopPolicy stop) {
    String drain = "draining for up to " + Durations.format(stop.afterLameDuck().drain());
    return stop.lameDuck().isZero()
        ? drain
        : "still taking connections for " + Durations.format(stop.lameDuck()) + ", then " + drain;
  }
}
