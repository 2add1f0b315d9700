package dev.drover.supervisor;

import dev.drover.config.ConfigException;
import dev.drover.config.RecyclePolicy;
import dev.drover.config.ServiceConfig;
import dev.drover.replica.RunDirectory;
import dev.drover.socket.SharedPorts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a supervisor holds of the system while it runs, besides its replicas.
 *
 * @param ports null where this system cannot share them; a replica alone then binds its own
 * @param launch the first
 */
record RunningParts(RunDirectory directory, SharedPorts ports, LaunchPad pad, Launch launch) {

  /**
   * Blocks.
   *
   * @throws ConfigException when what is configured cannot be used, or several replicas are wanted
   *     on a system that cannot share ports between processes
   */
  static RunningParts open(Vertx vertx, ServiceRun.Plan plan, SharedPorts.Listener portsListener)
      throws IOException {
    requireSharing(plan.replicas());
    requireSharing(plan.config());
    RunDirectory directory = RunDirectory.create();
    try {
      LaunchPad pad = new LaunchPad(vertx, directory);
      Launch launch = pad.prepare(plan.generation(), plan.config());
      try {
        SharedPorts ports =
            SharedPorts.isSupported()
                ? SharedPorts.open(directory.ports(), plan.replicas(), portsListener)
                : null;
        return new RunningParts(directory, ports, pad, launch);
      } catch (RuntimeException e) {
        launch.release().run();
        throw e;
      }
    } catch (RuntimeException e) {
      directory.delete();
      throw e;
    }
  }

  /**
   * @throws ConfigException when so many cannot share a port here
   */
  static void requireSharing(int replicas) {
    if (replicas > 1 && !SharedPorts.isSupported()) {
      throw new ConfigException(
          "%d replicas cannot share a port here: %s. One JVM uses all cores too: leave out replicas, or ask for 1"
              .formatted(replicas, SharedPorts.whyNotSupported()));
    }
    if (replicas > SharedPorts.MAX_SLOTS) {
      throw new ConfigException(
          "replicas must be 1 to %d, was %d".formatted(SharedPorts.MAX_SLOTS, replicas));
    }
  }

  /** Recycling has two replicas on one port for a time. */
  private static void requireSharing(ServiceConfig config) {
    if (!config.recycle().equals(RecyclePolicy.NEVER) && !SharedPorts.isSupported()) {
      throw new ConfigException(
          "services.%s.recycle needs two replicas on a port for a time, which is not possible here: %s; leave it out"
              .formatted(config.name(), SharedPorts.whyNotSupported()));
    }
  }

  CompletionStage<Void> closePorts() {
    return ports == null ? CompletableFuture.completedStage(null) : ports.close();
  }
}
