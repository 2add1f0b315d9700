package dev.drover.replica;

import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.ObjIntConsumer;

/**
 * One consumer that passes on what comes, as fast as it is taken: what comes faster is dropped and
 * counted, so that nothing grows, and the count goes with the next thing that is passed on. On one
 * context.
 */
final class BusListener {
  /** What is on its way when the next message is dropped, in bytes of JSON. */
  static final int WINDOW = 128 * 1024;

  /** Who asked a consumer that only listens. */
  static final int NO_ANSWER = 503;

  private final ObjIntConsumer<JsonObject> taker;
  private final MessageConsumer<Object> consumer;
  private int onItsWay;
  private long dropped;

  /**
   * Listens at once.
   *
   * @param taker takes each message with its size
   */
  BusListener(EventBus bus, String address, ObjIntConsumer<JsonObject> taker) {
    this.taker = taker;
    this.consumer = bus.consumer(address, this::received);
  }

  /** Completes when the cluster knows of it. */
  Future<Void> registered() {
    return consumer.completion();
  }

  private void received(Message<Object> message) {
    boolean asked = message.replyAddress() != null;
    if (asked) {
      message.fail(NO_ANSWER, "'drover bus listen' got this request, and it answers none");
    }
    if (onItsWay >= WINDOW) {
      dropped++;
      return;
    }
    JsonObject item =
        new JsonObject()
            .put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
            .put("address", message.address())
            .mergeIn(BusDesk.content(message))
            .put("published", !message.isSend());
    if (asked) {
      item.put("refused", true);
    }
    int size = item.toBuffer().length();
    if (size > BusDesk.LONGEST) {
      item.remove("body");
      item.put("bodyType", "too long to be shown: " + size + " bytes as JSON");
      size = item.toBuffer().length();
    }
    pass(item, size);
  }

  private void pass(JsonObject item, int size) {
    if (dropped > 0) {
      item.put("dropped", dropped);
      dropped = 0;
    }
    onItsWay += size;
    taker.accept(item, size);
  }

  /**
   * So much has been taken.
   *
   * @param bytes as the messages were counted
   */
  void passedOn(int bytes) {
    onItsWay -= bytes;
    if (dropped > 0 && onItsWay < WINDOW) {
      pass(new JsonObject(), 0);
    }
  }

  void end() {
    consumer.unregister();
  }
}
