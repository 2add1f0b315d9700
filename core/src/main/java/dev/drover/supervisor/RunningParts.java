package dev.drover.supervisor;

import dev.drover.config.ConfigException;
import dev.drover.config.ServiceConfig;
import dev.drover.replica.RunDirectory;
import dev.drover.socket.SharedPorts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a supervisor holds of the system while it runs, besides its replicas.
 *
 * @param ports null where this system cannot share them; a replica alone then binds its own
 */
record RunningParts(RunDirectory directory, SharedPorts ports, ReplicaSpawner spawner) {

  /**
   * Blocks.
   *
   * @throws ConfigException when the configured Java or directory cannot be used, or several
   *     replicas are wanted on a system that cannot share ports between processes
   */
  static RunningParts open(Vertx vertx, ServiceConfig config, SharedPorts.Listener portsListener)
      throws IOException {
    boolean sharing = SharedPorts.isSupported();
    if (!sharing && config.replicas() > 1) {
      throw new ConfigException(
          "%d replicas cannot share a port here: %s. One JVM uses all cores too: leave out replicas, or ask for 1"
              .formatted(config.replicas(), SharedPorts.whyNotSupported()));
    }
    if (config.directory() != null && !Files.isDirectory(config.directory())) {
      throw new ConfigException(
          "services.%s.directory must be a directory, was %s"
              .formatted(config.name(), config.directory()));
    }
    JavaProgram java = JavaProgram.find(config.java());
    RunDirectory directory = RunDirectory.create();
    try {
      SharedPorts ports =
          sharing ? SharedPorts.open(directory.ports(), config.replicas(), portsListener) : null;
      ReplicaCommand command = ReplicaCommand.prepare(config, java, directory);
      return new RunningParts(directory, ports, new ReplicaJvmSpawner(vertx, command, config));
    } catch (RuntimeException e) {
      directory.delete();
      throw e;
    }
  }

  CompletionStage<Void> closePorts() {
    return ports == null ? CompletableFuture.completedStage(null) : ports.close();
  }
}
