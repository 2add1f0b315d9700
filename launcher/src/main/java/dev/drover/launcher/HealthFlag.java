package dev.drover.launcher;

import dev.drover.config.ConfigException;
import dev.drover.config.ListenAddress;
import dev.drover.health.HealthEndpoint;
import dev.drover.health.HealthSource;
import java.io.IOException;
import java.util.function.Supplier;

/** Where a run tells how it is: what {@code --health} says, or the configuration file. */
final class HealthFlag {

  private HealthFlag() {}

  /**
   * Null when it is told nowhere.
   *
   * @param file what holds without the flag; may be null
   * @throws ConfigException when the flag is wrong
   */
  static ListenAddress address(RunFlags flags, ListenAddress file) {
    if (flags.health == null) {
      return file;
    }
    try {
      return ListenAddress.parse(flags.health);
    } catch (ConfigException e) {
      throw new ConfigException("--health " + e.getMessage());
    }
  }

  /**
   * Null without an address, for which nothing is loaded.
   *
   * @throws LaunchFailure when nothing can listen there
   */
  static HealthEndpoint open(ListenAddress address, Supplier<HealthSource> source) {
    if (address == null) {
      return null;
    }
    try {
      return HealthEndpoint.open(address, source.get());
    } catch (IOException e) {
      throw new LaunchFailure(ExitCode.FAILED, e.getMessage());
    }
  }

  /** A row of the start block, where there is an address. */
  static void addTo(StartBlock block, ListenAddress address) {
    if (address != null) {
      block.row("health", "http://" + address + "/ready");
    }
  }
}
