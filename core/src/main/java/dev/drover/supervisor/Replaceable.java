package dev.drover.supervisor;

import io.vertx.core.Future;
import java.time.Duration;

/** A slot, for those who have its replica replaced. Confined to the supervisor's context. */
interface Replaceable {
  /**
   * Puts a new replica in the place of the one that serves: it gets ready beside it, and is watched
   * for a time, before that drains. A slot that has failed, or has no replica just now, gets one by
   * this too.
   *
   * @param probation how long the new one is watched, once before it takes connections and once
   *     beside the old one
   * @return completes when the old replica is gone; fails with a {@link ReplicaFailure.Thrown} when
   *     the new one is gone and the old one as it was
   * @throws IllegalStateException while another replacement is under way, or when stopped
   */
  Future<Void> replace(Launch by, Duration probation);
}
