package dev.drover.supervisor;

import dev.drover.config.ConfigException;
import dev.drover.config.ServiceConfig;
import dev.drover.replica.RunDirectory;
import dev.drover.socket.SharedPorts;
import io.vertx.core.Vertx;
import java.io.IOException;

/**
 * What a supervisor holds of the system while it runs, besides its replicas.
 *
 * @param command that starts a replica
 */
record RunningParts(RunDirectory directory, SharedPorts ports, ReplicaCommand command) {

  /**
   * Blocks.
   *
   * @throws ConfigException when the configured Java cannot be used, or this system cannot share
   *     ports between processes
   */
  static RunningParts open(ServiceConfig config, SharedPorts.Listener portsListener)
      throws IOException {
    if (!SharedPorts.isSupported()) {
      throw new ConfigException(SharedPorts.whyNotSupported());
    }
    JavaProgram java = JavaProgram.find(config.java());
    RunDirectory directory = RunDirectory.create();
    try {
      SharedPorts ports = SharedPorts.open(directory.ports(), config.replicas(), portsListener);
      return new RunningParts(directory, ports, ReplicaCommand.prepare(config, java, directory));
    } catch (RuntimeException e) {
      directory.delete();
      throw e;
    }
  }

  JdkReplicaSpawner spawner(Vertx vertx, ServiceConfig config) {
    return new JdkReplicaSpawner(vertx, command, config.env());
  }
}
