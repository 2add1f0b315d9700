package dev.drover.supervisor;

import dev.drover.supervisor.SupervisorListener.Stream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.File;
import java.util.Map;
import java.util.function.BiConsumer;

/** Starts replicas through the JDK. */
final class JdkReplicaSpawner implements ReplicaSpawner {
  private final Vertx vertx;
  private final ReplicaCommand command;
  private final Map<String, String> env;

  /**
   * @param env laid over this JVM's own environment
   */
  JdkReplicaSpawner(Vertx vertx, ReplicaCommand command, Map<String, String> env) {
    this.vertx = vertx;
    this.command = command;
    this.env = env;
  }

  @Override
  public Future<ReplicaProcess> spawn(
      SlotId slot, String token, BiConsumer<Stream, String> output) {
    ProcessBuilder builder = new ProcessBuilder(command.of(slot.number(), token));
    builder.redirectInput(new File("/dev/null"));
    builder.environment().putAll(env);
    Context context = vertx.getOrCreateContext();
    return context.executeBlocking(
        () ->
            new JdkReplicaProcess(
                context, slot, builder.start(), output, () -> command.cleanUp(slot.number())),
        false);
  }
}
