package dev.drover.supervisor;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What the slots of one service work with.
 *
 * @param door into the service's cluster
 * @param changes of the service; a replacement is one
 * @param instances that its replicas are to have
 * @param othersServe whether any slot is ready
 * @param onEnd called whenever a slot has no replica left and none will come
 */
record SlotTools(
    Vertx vertx,
    ClusterDoor door,
    Listeners listeners,
    Changes changes,
    InstanceTarget instances,
    BooleanSupplier othersServe,
    Runnable onEnd) {

  /** Sets a timer; Vert.x knows none of less than a millisecond. */
  long after(Duration delay, Runnable action) {
    return vertx.setTimer(Math.max(1, delay.toMillis()), timer -> action.run());
  }
}
