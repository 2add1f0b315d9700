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

  private final ProcessPlace place;
  private final ChildProcess child;
  private final Channel channel;
  private final Predicate<Object> taken;
  private final Handler<Throwable> offence;
  private final PacedPublisher publisher;

  ChildMessages(
      ProcessPlace place, ChildProcess child, Predicate<Object> taken, Handler<Throwable> offence) {
    this.place = place;
    this.child = child;
    this.taken = taken;
    this.offence = offence;
    channel = child.channel();
    DeliveryOptions headers = place.target("messages", child.pid(), System.out).headers();
    String address = place.spec().address() + ".messages";
    publisher = new PacedPublisher(place.vertx(), address, headers, channel::resume);
  }

  void begin() {
    BusPermissions bus = place.spec().bus().orElse(null);
    if (bus == null) {
      channel.exceptionHandler(offence);
      channel.handler(this::message);
    } else {
      BusChannel.attach(place.vertx(), child, bus, BusLimits.DEFAULT, this::message)
          .closed()
          .onFailure(offence::handle);
    }
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
