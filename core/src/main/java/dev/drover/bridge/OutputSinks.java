package dev.drover.bridge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;

/** Where a child's output goes besides those who read it by credit. On the child's context. */
final class OutputSinks {

  /**
   * @param headers of every published message
   * @param shown null when the output is not shown
   */
  record Target(String address, DeliveryOptions headers, ShownOutput shown) {}

  private final PacedPublisher publisher;
  private final ShownOutput shown;

  /**
   * @param onRoom run when it is no longer {@link #isFull}
   */
  OutputSinks(Vertx vertx, Delivery delivery, Target target, Runnable onRoom) {
    publisher =
        delivery == Delivery.CREDIT
            ? null
            : new PacedPublisher(vertx, target.address(), target.headers(), onRoom);
    shown = target.shown();
    if (shown != null) {
      shown.onRoom(onRoom);
    }
  }

  boolean isFull() {
    return publisher != null && publisher.isFull() || shown != null && shown.isFull();
  }

  /** Completes when what is shown has been written. */
  Future<Void> flushed() {
    return shown == null ? Future.succeededFuture() : shown.flushed();
  }

  void put(Object item, int bytes) {
    if (publisher != null) {
      publisher.publish(item, bytes);
    }
    if (shown != null) {
      shown.write(item, bytes);
    }
  }
}
