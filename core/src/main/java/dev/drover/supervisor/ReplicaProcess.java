package dev.drover.supervisor;

import io.vertx.core.Future;

/** A replica's JVM as the supervisor sees it; what runs inside is another package's matter. */
interface ReplicaProcess {
  long pid();

  /**
   * Its exit code, once it has ended and what it wrote has been read. Never fails; completes on the
   * context that spawned it.
   */
  Future<Integer> ended();

  /** Sends SIGTERM. */
  void terminate();

  /** Sends SIGKILL to it and to its descendants. */
  void kill();
}
