package dev.drover.bridge;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** One instance's ears on the bus. On its context. */
final class Endpoints {
  private static final String END_HEADER = "end";

  private final ProcessPlace place;
  private final ProcessEvents events;
  private final ProcessKeeper keeper;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

  Endpoints(ProcessPlace place, ProcessEvents events, ProcessKeeper keeper) {
    this.place = place;
    this.events = events;
    this.keeper = keeper;
  }

  /** Completes when every member knows them. */
  Future<Void> open() {
    ProcessSpec spec = place.spec();
    listen("", this::message);
    if (spec.stdin() != StreamMode.IGNORE) {
      listen(".stdin", this::stdin);
    }
    if (spec.stdout().mode() != StreamMode.IGNORE) {
      listen(".stdout" + CreditProtocol.CREDIT_SUFFIX, request -> credit("stdout", request));
    }
    if (spec.stderr().mode() != StreamMode.IGNORE) {
      listen(".stderr" + CreditProtocol.CREDIT_SUFFIX, request -> credit("stderr", request));
    }
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList()).mapEmpty();
  }

  private void listen(String suffix, Handler<Message<Object>> handler) {
    consumers.add(place.vertx().eventBus().consumer(place.spec().address() + suffix, handler));
  }

  Future<Void> close() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList()).mapEmpty();
  }

  private void message(Message<Object> message) {
    submit(message.replyAddress() == null ? Call.Kind.TELL : Call.Kind.ASK, message);
  }

  private void stdin(Message<Object> message) {
    submit(message.headers().contains(END_HEADER) ? Call.Kind.END : Call.Kind.STDIN, message);
  }

  private void submit(Call.Kind kind, Message<Object> message) {
    Call call = new Call(kind, message, failure -> events.error("DROPPED", failure.getMessage()));
    call.startTimer(place.context(), place.spec().requests().timeout().toMillis());
    if (message.isSend()) {
      place.group().submit(call);
    } else if (keeper.session() == null) {
      call.fail(BridgeFailure.NO_CHILD.with("the child is not ready"));
    } else {
      place.group().submitTo(keeper.session(), call);
    }
  }

  private void credit(String stream, Message<Object> request) {
    if (!(request.body() instanceof JsonObject body)
        || !(body.getValue(CreditProtocol.CONSUMER) instanceof String consumer)) {
      refuse(request, "a stream is opened with a consumer and credit");
      return;
    }
    int credit = whole(body, CreditProtocol.CREDIT, 0);
    int patience = whole(body, CreditProtocol.PATIENCE, CreditProtocol.DEFAULT_PATIENCE);
    if (credit < 1 || credit > CreditProtocol.MOST_CREDIT) {
      refuse(request, "credit must be a number from 1 to " + CreditProtocol.MOST_CREDIT);
    } else if (patience < CreditProtocol.LEAST_PATIENCE
        || patience > CreditProtocol.MOST_PATIENCE) {
      refuse(
          request,
          "patience must be a number from %d to %d"
              .formatted(CreditProtocol.LEAST_PATIENCE, CreditProtocol.MOST_PATIENCE));
    } else {
      open(stream, request, new Wish(consumer, credit, patience));
    }
  }

  private record Wish(String consumer, int credit, int patience) {}

  private static int whole(JsonObject body, String key, int otherwise) {
    Object value = body.getValue(key, otherwise);
    boolean whole = value instanceof Integer || value instanceof Long;
    return whole ? (int) Math.min(((Number) value).longValue(), Integer.MAX_VALUE) : -1;
  }

  private static void refuse(Message<Object> request, String why) {
    request.reply(BridgeFailure.BAD_REQUEST.with(why));
  }

  private void open(String stream, Message<Object> request, Wish wish) {
    ProcessSession session = keeper.session();
    if (session == null) {
      request.reply(BridgeFailure.NO_CHILD.with("there is no child to read from, try again later"));
      return;
    }
    OutputSpec output = stream.equals("stdout") ? place.spec().stdout() : place.spec().stderr();
    session
        .flow(stream)
        .open(wish.consumer(), wish.credit(), wish.patience())
        .onSuccess(
            control ->
                request.reply(
                    new JsonObject()
                        .put(CreditProtocol.CONTROL, control)
                        .put(CreditProtocol.MODE, StreamNames.of(output.mode()))
                        .put(CreditProtocol.PID, session.child().pid())))
        .onFailure(request::reply);
  }
}
