package dev.drover.bridge;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/** Somebody's wish to read an output by credit, as {@link CreditProtocol} has it. */
record CreditRequest(String consumer, int credit, int patience) {

  /** Opens the output, or says what is wrong with the wish. */
  static void open(OutputFlow flow, StreamMode mode, long pid, Message<Object> message) {
    CreditRequest wish;
    try {
      wish = read(message.body());
    } catch (RefusedException refused) {
      message.reply(refused.failure().with(refused.getMessage()));
      return;
    }
    flow.open(wish.consumer, wish.credit, wish.patience)
        .onSuccess(
            control ->
                message.reply(
                    new JsonObject()
                        .put(CreditProtocol.CONTROL, control)
                        .put(CreditProtocol.MODE, StreamNames.of(mode))
                        .put(CreditProtocol.PID, pid)))
        .onFailure(message::reply);
  }

  private static CreditRequest read(Object body) throws RefusedException {
    if (!(body instanceof JsonObject json)
        || !(json.getValue(CreditProtocol.CONSUMER) instanceof String consumer)) {
      throw bad("a stream is opened with a consumer and credit");
    }
    int credit = whole(json, CreditProtocol.CREDIT, 0);
    int patience = whole(json, CreditProtocol.PATIENCE, CreditProtocol.DEFAULT_PATIENCE);
    if (credit < 1 || credit > CreditProtocol.MOST_CREDIT) {
      throw bad("credit must be a number from 1 to " + CreditProtocol.MOST_CREDIT);
    }
    if (patience < CreditProtocol.LEAST_PATIENCE || patience > CreditProtocol.MOST_PATIENCE) {
      throw bad(
          "patience must be a number from %d to %d"
              .formatted(CreditProtocol.LEAST_PATIENCE, CreditProtocol.MOST_PATIENCE));
    }
    return new CreditRequest(consumer, credit, patience);
  }

  private static int whole(JsonObject body, String key, int otherwise) {
    Object value = body.getValue(key, otherwise);
    boolean whole = value instanceof Integer || value instanceof Long;
    return whole ? (int) Math.min(((Number) value).longValue(), Integer.MAX_VALUE) : -1;
  }

  private static RefusedException bad(String why) {
    return new RefusedException(BridgeFailure.BAD_REQUEST, why);
  }
}
