package dev.drover.launcher;

import dev.drover.config.Addresses;
import dev.drover.config.Durations;
import dev.drover.config.StopPolicy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lines printed once when an application serves. */
final class StartBlock {
  private final List<String> lines = new ArrayList<>();

  StartBlock(String headline) {
    lines.add(headline);
  }

  StartBlock row(String key, String value) {
    lines.add(String.format(Locale.ROOT, "  %-10s %s", key, value));
    return this;
  }

  StartBlock addresses(List<InetSocketAddress> addresses) {
    if (addresses.isEmpty()) {
      return row("address", "none yet");
    }
    return row(
        addresses.size() == 1 ? "address" : "addresses",
        String.join(", ", addresses.stream().map(StartBlock::show).toList()));
  }

  StartBlock stop(StopPolicy policy) {
    return row(
        "to stop",
        "Ctrl-C, drains for up to %s; again to kill".formatted(Durations.format(policy.drain())));
  }

  List<String> lines() {
    return lines;
  }

  /** As it is written in a URL. */
  static String show(InetSocketAddress address) {
    return Addresses.format(address);
  }

  static String took(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }

  static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
