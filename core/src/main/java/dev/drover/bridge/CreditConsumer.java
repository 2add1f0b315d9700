package dev.drover.bridge;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Somebody who reads a child's output by credit, as the child's side sees him. On its context. */
final class CreditConsumer {

  /** What becomes of him. */
  interface Listener {
    void granted();

    /**
     * Once.
     *
     * @param why null when he wanted to
     */
    void gone(CreditConsumer consumer, String why);
  }

  private final Vertx vertx;
  private final Context context;
  private final String address;
  private final long patience;
  private final Listener listener;
  private final String controlAddress = "drover.stream." + UUID.randomUUID();
  private MessageConsumer<Object> control;
  private long credit;
  private long sequence;
  private long timer = -1;
  private boolean heard;
  private boolean ended;
  private boolean gone;

  CreditConsumer(Vertx vertx, String address, long credit, long patience, Listener listener) {
    this.vertx = vertx;
    this.address = address;
    this.credit = credit;
    this.patience = patience;
    this.listener = listener;
    context = vertx.getOrCreateContext();
  }

  /** Completes when he can be heard, in every member. */
  Future<String> open() {
    control = vertx.eventBus().consumer(controlAddress, this::control);
    timer = vertx.setPeriodic(patience, id -> checkHeard());
    return control.completion().map(controlAddress);
  }

  private void checkHeard() {
    if (!heard) {
      leave("nothing was heard of the consumer for " + patience + " ms");
    }
    heard = false;
  }

  private void control(Message<Object> message) {
    heard = true;
    if (!(message.body() instanceof JsonObject body)) {
      refuse(message);
    } else if (body.containsKey(CreditProtocol.GRANT)) {
      grant(message, body.getValue(CreditProtocol.GRANT));
    } else if (Boolean.TRUE.equals(body.getValue(CreditProtocol.CLOSE))) {
      reply(message);
      leave(null);
    } else if (Boolean.TRUE.equals(body.getValue(CreditProtocol.ALIVE))) {
      reply(message);
    } else {
      refuse(message);
    }
  }

  private void grant(Message<Object> message, Object value) {
    boolean whole = value instanceof Integer || value instanceof Long;
    long grant = whole ? ((Number) value).longValue() : 0;
    if (grant < 1 || grant > CreditProtocol.MOST_CREDIT - Math.max(0, credit)) {
      refuse(message);
      return;
    }
    credit += grant;
    reply(message);
    listener.granted();
  }

  private static void reply(Message<Object> message) {
    if (message.replyAddress() != null) {
      message.reply(null);
    }
  }

  private void refuse(Message<Object> message) {
    String why = "a stream's control takes a grant, alive or close";
    if (message.replyAddress() != null) {
      message.reply(BridgeFailure.BAD_REQUEST.with(why));
    }
    tellEnd("protocol: " + why);
    leave("it sent something else than a grant, alive or close");
  }

  boolean hasCredit() {
    return credit > 0;
  }

  boolean hasCreditAfter(int bytes) {
    return credit > bytes;
  }

  void send(Object body, int bytes) {
    credit -= bytes;
    DeliveryOptions options =
        new DeliveryOptions()
            .addHeader(CreditProtocol.SEQ, Long.toString(sequence++))
            .addHeader(CreditProtocol.BYTES, Integer.toString(bytes));
    vertx
        .eventBus()
        .sender(address, options)
        .write(body)
        .onFailure(failure -> context.runOnContext(v -> leave(failure.getMessage())));
  }

  /** Tells him that nothing more comes; the listener is told nothing then. */
  void finish(String reason) {
    tellEnd(reason);
    gone = true;
    close();
  }

  private void tellEnd(String reason) {
    if (!ended) {
      ended = true;
      DeliveryOptions options =
          new DeliveryOptions()
              .addHeader(CreditProtocol.SEQ, Long.toString(sequence))
              .addHeader(CreditProtocol.END, reason);
      vertx.eventBus().send(address, null, options);
    }
  }

  private void leave(String why) {
    if (!gone) {
      gone = true;
      close();
      listener.gone(this, why);
    }
  }

  private void close() {
    ended = true;
    vertx.cancelTimer(timer);
    control.unregister();
  }
}
