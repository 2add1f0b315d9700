package dev.drover.supervisor;

import io.vertx.core.Future;
import java.util.function.BiConsumer;

/** Starts replicas' JVMs. */
interface ReplicaSpawner {
  /**
   * @param output called with each line, on one thread of its stream's at a time; may block
   */
  Future<ReplicaProcess> spawn(
      ReplicaIdentity identity, BiConsumer<SupervisorListener.Stream, String> output);
}
