package dev.drover.bridge;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers in any order, by the id of the request: {@code {"id": 7, "body": ...}} is answered with
 * {@code {"id": 7, "body": ...}} or {@code {"id": 7, "error": {"code": 4, "message": "..."}}};
 * {@code headers}, an object of texts, may be on either side.
 */
final class CorrelatedAnswers implements PendingAnswers {
  private static final String ID = "id";
  private static final String BODY = "body";
  private static final String ERROR = "error";
  private static final String HEADERS = "headers";

  private final Map<Long, Call> calls = new LinkedHashMap<>();
  private final Owner owner;
  private long lastId;

  CorrelatedAnswers(Owner owner) {
    this.owner = owner;
  }

  @Override
  public Object ask(Call call) {
    long id = ++lastId;
    calls.put(id, call);
    JsonObject request = new JsonObject().put(ID, id).put(BODY, call.body());
    if (!call.message().headers().isEmpty()) {
      JsonObject headers = new JsonObject();
      call.message().headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
      request.put(HEADERS, headers);
    }
    return request;
  }

  @Override
  public boolean timedOut(Call call) {
    return calls.values().remove(call);
  }

  @Override
  public void forget(Call call) {
    calls.values().remove(call);
  }

  @Override
  public boolean answer(Object item) {
    if (!(item instanceof JsonObject answer) || !looksLikeAnswer(answer)) {
      return false;
    }
    boolean whole = answer.getValue(ID) instanceof Long || answer.getValue(ID) instanceof Integer;
    Call call = whole ? calls.remove(answer.getLong(ID)) : null;
    if (call == null) {
      owner.unexpected("an answer came to no request that waits for one, and was dropped");
      return true;
    }
    reply(call, answer);
    owner.answered();
    return true;
  }

  private static boolean looksLikeAnswer(JsonObject item) {
    return item.containsKey(ID) && (item.containsKey(BODY) || item.containsKey(ERROR));
  }

  private static void reply(Call call, JsonObject answer) {
    if (answer.containsKey(ERROR)) {
      call.fail(failure(answer.getValue(ERROR)));
      return;
    }
    Object body = answer.getValue(BODY);
    DeliveryOptions options = headers(answer.getValue(HEADERS));
    if (options == null || !JsonLine.canBeSent(body)) {
      call.fail(badAnswer("its headers are no object of texts, or its body is no message"));
    } else {
      call.reply(body, options);
    }
  }

  private static ReplyException failure(Object error) {
    if (error instanceof JsonObject object
        && object.getValue("code", 500) instanceof Integer code
        && object.getValue("message", "") instanceof String message) {
      return new ReplyException(ReplyFailure.RECIPIENT_FAILURE, code, message);
    }
    return badAnswer("its error is no {\"code\": number, \"message\": text}");
  }

  private static ReplyException badAnswer(String why) {
    return BridgeFailure.BAD_ANSWER.with("the child's answer cannot be used: " + why);
  }

  /** Null when they are none. */
  private static DeliveryOptions headers(Object headers) {
    DeliveryOptions options = new DeliveryOptions();
    if (headers == null) {
      return options;
    }
    if (!(headers instanceof JsonObject object)) {
      return null;
    }
    for (Map.Entry<String, Object> header : object) {
      if (!(header.getValue() instanceof String value)) {
        return null;
      }
      options.addHeader(header.getKey(), value);
    }
    return options;
  }

  @Override
  public void failAll(ReplyException failure) {
    List<Call> failed = List.copyOf(calls.values());
    calls.clear();
    failed.forEach(call -> call.fail(failure));
  }

  @Override
  public int size() {
    return calls.size();
  }
}
