package dev.drover.launcher;

import dev.drover.bridge.BusBridgeVerticle;
import dev.drover.config.ApplicationSpec.Entry;
import dev.drover.config.ConfigException;
import dev.drover.config.ServiceEntry;
import io.vertx.core.json.JsonObject;

/** What {@code --bus-bridge} and {@code --bus-permissions} say. */
final class BusBridgeFlags {

  private BusBridgeFlags() {}

  /**
   * Null when no bridge is wanted.
   *
   * @param base what holds where the flags say nothing
   * @throws ConfigException with every problem
   */
  static JsonObject config(RunFlags flags, ServiceEntry base, Target target) {
    if (flags.busBridge == null && base.busBridge() != null) {
      return Placed.at(base.origin(), "busBridge", () -> ofFile(base.busBridge(), target));
    }
    return config(flags, target);
  }

  private static JsonObject ofFile(JsonObject config, Target target) {
    if (target.entry() == Entry.MAIN) {
      throw new ConfigException(
          "is for verticles; let main deploy dev.drover.bridge.BusBridgeVerticle");
    }
    BusBridgeVerticle.check(config);
    return config;
  }

  static JsonObject config(RunFlags flags, Target target) {
    if (flags.busBridge == null) {
      if (flags.busPermissions != null) {
        throw new ConfigException("--bus-permissions are for --bus-bridge, which is not there");
      }
      return null;
    }
    if (target.entry() == Entry.MAIN) {
      throw new ConfigException(
          "--bus-bridge is for verticles; let "
              + target.shown()
              + " deploy dev.drover.bridge.BusBridgeVerticle");
    }
    if (flags.busPermissions == null) {
      throw new ConfigException(
          "--bus-bridge permits nothing by itself; add --bus-permissions"
              + " '{\"inbound\": [{\"address\": \"...\"}]}'");
    }
    JsonObject permissions = JsonArgument.read("--bus-permissions", flags.busPermissions);
    if (permissions.containsKey("listen")) {
      throw new ConfigException("--bus-permissions: listen is said by --bus-bridge");
    }
    JsonObject config = permissions.copy().put("listen", flags.busBridge);
    check(config);
    return config;
  }

  private static void check(JsonObject config) {
    try {
      BusBridgeVerticle.check(config);
    } catch (ConfigException e) {
      throw new ConfigException(
          e.problems().stream()
              .map(
                  problem ->
                      problem.startsWith("listen")
                          ? problem.replaceFirst("listen", "--bus-bridge")
                          : "--bus-permissions: " + problem)
              .toList());
    }
  }
}
