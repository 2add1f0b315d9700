package dev.drover.supervisor;

import dev.drover.process.ExitStatus;
import io.vertx.core.Future;

/** A replica's JVM as the supervisor sees it; what runs inside is another package's matter. */
interface ReplicaProcess {
  long pid();

  /**
   * How it ended, once what it wrote has been taken or a limit for that is over; fails when nobody
   * knows. Completes on the context that spawned it.
   */
  Future<ExitStatus> ended();

  /** As {@link #ended}, but at once: nobody waits for what is left of its output. */
  default Future<ExitStatus> exited() {
    return ended();
  }

  /** Sends SIGTERM. */
  void terminate();

  /** Sends SIGKILL to it and to its process group, or its descendants where it has none. */
  void kill();
}
