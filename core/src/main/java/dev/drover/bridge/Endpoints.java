package dev.drover.bridge;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
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
    if (spec.bus().isEmpty()) {
      listen("", this::message);
    }
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
    ProcessSession session = keeper.session();
    if (session == null) {
      request.reply(BridgeFailure.NO_CHILD.with("there is no child to read from, try again later"));
      return;
    }
    OutputSpec output = stream.equals("stdout") ? place.spec().stdout() : place.spec().stderr();
    CreditRequest.open(
        session.outputs().flow(stream), output.mode(), session.child().pid(), request);
  }
}
