package dev.drover.bridge;

import dev.drover.process.Channel;
import dev.drover.process.ChildProcess;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.function.Predicate;

/** Messages of a forked child: those that nobody takes are published. On its context. */
final class ChildMessages {
  /** A message is sent anew; its size as JSON is not known here. */
  private static final int ASSUMED_BYTES = 1024;

  private final Channel channel;
  private final Predicate<Object> taken;
  private final PacedPublisher publisher;

  ChildMessages(
      ProcessPlace place, ChildProcess child, Predicate<Object> taken, Handler<Throwable> offence) {
    channel = child.channel();
    this.taken = taken;
    DeliveryOptions headers = place.target("messages", child.pid(), System.out).headers();
    String address = place.spec().address() + ".messages";
    publisher = new PacedPublisher(place.vertx(), address, headers, channel::resume);
    channel.exceptionHandler(offence);
  }

  void begin() {
    channel.handler(this::message);
  }

  private void message(Object message) {
    if (!taken.test(message)) {
      publisher.publish(message, ASSUMED_BYTES);
      if (publisher.isFull()) {
        channel.pause();
      }
    }
  }
}
