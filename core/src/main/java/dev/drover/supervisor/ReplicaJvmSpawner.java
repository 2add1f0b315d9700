package dev.drover.supervisor;

import dev.drover.config.ServiceConfig;
import dev.drover.process.ChildProcess;
import dev.drover.process.ProcessGroup;
import dev.drover.process.SpawnOptions;
import dev.drover.process.SpawnOptionsBuilder;
import dev.drover.process.Stdio;
import dev.drover.supervisor.SupervisorListener.Stream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/** Starts replicas' JVMs as child processes that outlive a killed supervisor for their grace. */
final class ReplicaJvmSpawner implements ReplicaSpawner {
  /** A replica ends itself when its grace is over; this is for one that cannot even do that. */
  private static final Duration AFTER_GRACE = Duration.ofSeconds(5);

  /** Meant for the supervisor: a replica must not speak in its name. */
  private static final List<String> OF_THE_SERVICE_MANAGER =
      List.of(
          "NOTIFY_SOCKET",
          "WATCHDOG_USEC",
          "WATCHDOG_PID",
          "LISTEN_FDS",
          "LISTEN_PID",
          "LISTEN_FDNAMES");

  private final Vertx vertx;
  private final ReplicaCommand command;
  private final SpawnOptions options;

  /** Loads native libraries: not on an event loop. */
  ReplicaJvmSpawner(Vertx vertx, ReplicaCommand command, ServiceConfig config) {
    this.vertx = vertx;
    this.command = command;
    SpawnOptionsBuilder builder = SpawnOptions.builder();
    OF_THE_SERVICE_MANAGER.forEach(builder::removeEnv);
    builder
        .env(config.env())
        .stdin(Stdio.ignore())
        .killGroupAtExit(ProcessGroup.OWN.isSupported())
        .orphanGrace(config.stop().grace().plus(AFTER_GRACE));
    if (config.directory() != null) {
      builder.directory(config.directory());
    }
    options = builder.build();
  }

  @Override
  public Future<ReplicaProcess> spawn(ReplicaIdentity identity, BiConsumer<Stream, String> output) {
    List<String> line = command.of(identity);
    Runnable cleanUp = () -> command.cleanUp(identity);
    try {
      return ChildProcess.spawn(vertx, line.get(0), line.subList(1, line.size()), options)
          .map(process -> new ReplicaJvm(vertx, process, output, cleanUp));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e); // A NUL byte in one of the user's flags, say.
    }
  }
}
