package dev.drover.bridge;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageProducer;

/**
 * Publishes no faster than the connections to the other members take it. Slow consumers do not slow
 * it down. On one context.
 */
final class PacedPublisher {
  private static final int MOST_UNDERWAY = 1 << 20;

  private final Context context;
  private final MessageProducer<Object> producer;
  private final Runnable onRoom;
  private long underway;
  private boolean wasFull;

  /**
   * @param onRoom run when it is no longer {@link #isFull}
   */
  PacedPublisher(Vertx vertx, String address, DeliveryOptions options, Runnable onRoom) {
    context = vertx.getOrCreateContext();
    this.onRoom = onRoom;
    producer = vertx.eventBus().publisher(address, options);
  }

  boolean isFull() {
    wasFull |= underway >= MOST_UNDERWAY;
    return underway >= MOST_UNDERWAY;
  }

  void publish(Object body, int bytes) {
    underway += bytes;
    // Nobody listens is no failure here.
    producer.write(body).onComplete(done -> context.runOnContext(v -> written(bytes)));
  }

  private void written(int bytes) {
    underway -= bytes;
    if (wasFull && underway <= MOST_UNDERWAY / 2) {
      wasFull = false;
      onRoom.run();
    }
  }
}
