package dev.drover.supervisor;

import io.vertx.core.Future;
import java.util.function.BiConsumer;

/** Starts replicas' JVMs. */
interface ReplicaSpawner {
  /**
   * @param token the replica will show to prove which one it is
   * @param output called with each line, on one thread of its stream's at a time; may block
   */
  Future<ReplicaProcess> spawn(
      SlotId slot, String token, BiConsumer<SupervisorListener.Stream, String> output);
}
