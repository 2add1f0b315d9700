package dev.drover.bridge;

import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import java.util.HashMap;
import java.util.Map;

/** Between one child and the bus: does what is permitted. On the child's context. */
final class BusExchange {
  private final Vertx vertx;
  private final BusPermissions permissions;
  private final BusLimits limits;
  private final BusOutbox outbox;
  private final Runnable roomAgain;
  private final BusAnswers answers;
  private final Map<String, MessageConsumer<Object>> consumers = new HashMap<>();
  private int inFlight;
  private boolean ended;

  /**
   * @param roomAgain called when something of the child's has come to its end
   */
  BusExchange(
      Vertx vertx,
      BusPermissions permissions,
      BusLimits limits,
      BusOutbox outbox,
      Runnable roomAgain) {
    this.vertx = vertx;
    this.permissions = permissions;
    this.limits = limits;
    this.outbox = outbox;
    this.roomAgain = roomAgain;
    answers = new BusAnswers(limits);
  }

  /** What the child has begun and the bus not finished. */
  int inFlight() {
    return inFlight;
  }

  void handle(BusFrame frame) {
    switch (frame.type()) {
      case SEND -> send(frame);
      case PUBLISH -> publish(frame);
      case REGISTER -> register(frame);
      case UNREGISTER -> unregister(frame);
      case PING -> outbox.pong();
    }
  }

  private void send(BusFrame frame) {
    Message<?> asked = answers.take(frame.address(), System.nanoTime());
    if (asked != null) {
      answer(asked, frame);
    } else if (!permissions.mayReach(frame.address(), frame.body())) {
      refuse(frame, "access_denied");
    } else if (frame.replyAddress() == null) {
      inFlight++;
      vertx
          .eventBus()
          .sender(frame.address(), frame.options())
          .write(frame.body())
          .onComplete(sent -> came());
    } else {
      inFlight++;
      vertx
          .eventBus()
          .request(frame.address(), frame.body(), frame.options())
          .onComplete(reply -> replied(frame, reply));
    }
  }

  private void publish(BusFrame frame) {
    if (!permissions.mayReach(frame.address(), frame.body())) {
      refuse(frame, "access_denied");
      return;
    }
    inFlight++;
    vertx
        .eventBus()
        .publisher(frame.address(), frame.options())
        .write(frame.body())
        .onComplete(sent -> came());
  }

  private void came() {
    inFlight--;
    roomAgain.run();
  }

  private void refuse(BusFrame frame, String why) {
    outbox.error(frame, BridgeFailure.NOT_PERMITTED, why);
  }

  private void answer(Message<?> asked, BusFrame frame) {
    if (frame.failureCode() != null) {
      asked.fail(frame.failureCode(), frame.message());
    } else if (frame.replyAddress() == null) {
      asked.reply(frame.body(), frame.options());
    } else {
      inFlight++;
      asked
          .replyAndRequest(frame.body(), frame.options())
          .onComplete(reply -> replied(frame, reply));
    }
  }

  private void replied(BusFrame frame, AsyncResult<Message<Object>> reply) {
    if (!ended) {
      if (reply.succeeded()) {
        deliverReply(frame, reply.result());
      } else if (reply.cause() instanceof ReplyException failure) {
        outbox.failure(frame, failure);
      } else {
        outbox.error(frame, BridgeFailure.BAD_ANSWER, String.valueOf(reply.cause().getMessage()));
      }
    }
    came();
  }

  private void deliverReply(BusFrame frame, Message<Object> reply) {
    String answerTo = null;
    if (reply.replyAddress() != null) {
      answerTo = answers.add(reply, System.nanoTime());
    }
    if (!outbox.message(frame.replyAddress(), answerTo, reply)) {
      outbox.error(frame, BridgeFailure.BAD_ANSWER, "the reply has no form in JSON");
    }
  }

  private void register(BusFrame frame) {
    String address = frame.address();
    if (!permissions.mayListen(address)) {
      refuse(frame, "access_denied");
    } else if (consumers.containsKey(address)) {
      outbox.done(frame);
    } else if (consumers.size() >= limits.registrations()) {
      outbox.error(frame, BridgeFailure.QUEUE_FULL, "too many registrations");
    } else {
      MessageConsumer<Object> consumer = vertx.eventBus().consumer(address, this::deliver);
      consumers.put(address, consumer);
      consumer.completion().onComplete(registered -> registered(frame, registered));
    }
  }

  private void registered(BusFrame frame, AsyncResult<Void> registered) {
    if (ended) {
      return;
    }
    if (registered.succeeded()) {
      outbox.done(frame);
    } else {
      consumers.remove(frame.address());
      outbox.error(frame, BridgeFailure.NO_CHILD, "not registered: " + registered.cause());
    }
  }

  private void unregister(BusFrame frame) {
    MessageConsumer<Object> consumer = consumers.remove(frame.address());
    if (consumer == null) {
      outbox.error(frame, BridgeFailure.NOT_FOUND, "unknown_address");
    } else {
      consumer.unregister().onComplete(gone -> outbox.done(frame));
    }
  }

  /** From the bus to the child. */
  private void deliver(Message<Object> message) {
    boolean wantsAnswer = message.replyAddress() != null;
    if (!permissions.mayGet(message.address(), message.body())) {
      fail(message, BridgeFailure.NOT_PERMITTED, "what is listening may not get this message");
    } else if (outbox.isFull()) {
      if (!wantsAnswer) {
        outbox.drop(message.address());
      }
      fail(message, BridgeFailure.QUEUE_FULL, "the child reads too slowly; try again later");
    } else {
      String answerTo = wantsAnswer ? answers.add(message, System.nanoTime()) : null;
      if (wantsAnswer && answerTo == null) {
        fail(message, BridgeFailure.QUEUE_FULL, "the child has too many requests unanswered");
      } else if (!outbox.message(message.address(), answerTo, message)) {
        fail(message, BridgeFailure.BAD_REQUEST, "the body has no form in JSON");
      }
    }
  }

  private static void fail(Message<?> message, BridgeFailure failure, String why) {
    if (message.replyAddress() != null) {
      message.fail(failure.code(), "'" + message.address() + "': " + why);
    }
  }

  /** The child is gone, or must be. */
  void end() {
    ended = true;
    consumers.values().forEach(MessageConsumer::unregister);
    consumers.clear();
    for (Message<?> message : answers.takeAll()) {
      fail(message, BridgeFailure.CHILD_EXITED, "the child ended before it answered");
    }
  }
}
