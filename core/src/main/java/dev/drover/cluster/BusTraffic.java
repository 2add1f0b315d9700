package dev.drover.cluster;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * What is in flight on this member's event bus: requests without a reply, in both directions, and
 * messages that wait for their handlers. By interceptors, which are the first of the event bus,
 * whoever adds others.
 */
final class BusTraffic {
  // Nobody tells that an awaited reply has timed out, or that a request has been let go of.
  private static final long RECHECK_MILLIS = 100;

  /**
   * What Vert.x' reply addresses begin with, and no other: so messages that are no replies, most of
   * all published ones, are not looked up in any map.
   */
  private static final String REPLY_ADDRESS = "__vertx.reply.";

  private final AwaitedReplies awaited;
  private final OpenRequests open = new OpenRequests();
  private final List<Waiting> waiting = new CopyOnWriteArrayList<>();

  /** Requests of which Vert.x is about to say that nobody has got them. */
  private final Set<String> takenOver = ConcurrentHashMap.newKeySet();

  private Vertx vertx;

  private record Waiting(BooleanSupplier over, Promise<Void> done) {}

  BusTraffic(Predicate<String> isDead) {
    awaited = new AwaitedReplies(isDead);
  }

  /** To be called before anybody else may use the event bus. */
  void init(Vertx owner) {
    vertx = owner;
    awaited.init(owner);
    owner.eventBus().addOutboundInterceptor(this::sending);
    owner.eventBus().addInboundInterceptor(this::received);
  }

  /** Fails all requests to this member, whose replies will not come. */
  void fail(String nodeId) {
    awaited.fail(nodeId);
  }

  /** Requests that wait for a reply, here or elsewhere. */
  int requests() {
    return awaited.count() + open.count();
  }

  /**
   * Completes when handlers have got all that has arrived for them so far.
   *
   * @param handlersAt how many handlers this member has at each of its addresses
   */
  Future<Void> passQueues(Map<String, Integer> handlersAt) {
    Promise<Void> passed = Promise.promise();
    AtomicInteger missing =
        new AtomicInteger(handlersAt.values().stream().mapToInt(Integer::intValue).sum());
    if (missing.get() == 0) {
      return Future.succeededFuture();
    }
    handlersAt.keySet().forEach(address -> probe(address, missing, passed));
    return passed.future();
  }

  private void probe(String address, AtomicInteger missing, Promise<Void> passed) {
    AwaitedReplies.Probe probe =
        new AwaitedReplies.Probe() {
          private static final long serialVersionUID = 1;

          @Override
          void arrived() {
            if (missing.decrementAndGet() == 0) {
              passed.tryComplete();
            }
          }
        };
    vertx.eventBus().publish(address, probe, AwaitedReplies.LOCAL);
  }

  /**
   * Completes at a moment in which no request waits for a reply, here or elsewhere, or when the
   * time is over.
   */
  Future<Void> idle(Duration limit) {
    return until(() -> awaited.isEmpty() && open.isEmpty(), limit);
  }

  /**
   * Completes when every request that a handler of this member has now is replied to, and the
   * condition holds; or when the time is over.
   */
  Future<Void> answered(BooleanSupplier condition, Duration limit) {
    Set<String> now = open.now();
    return until(() -> open.isNoneOf(now) && condition.getAsBoolean(), limit);
  }

  private Future<Void> until(BooleanSupplier over, Duration limit) {
    Waiting fresh = new Waiting(over, Promise.promise());
    waiting.add(fresh);
    long recheck = vertx.setPeriodic(1, RECHECK_MILLIS, timer -> recheck());
    long end = vertx.setTimer(Math.max(1, limit.toMillis()), timer -> fresh.done().tryComplete());
    return fresh
        .done()
        .future()
        .onComplete(
            any -> {
              waiting.remove(fresh);
              vertx.cancelTimer(recheck);
              vertx.cancelTimer(end);
            });
  }

  private void recheck() {
    awaited.sweep();
    completeIfOver();
  }

  private void completeIfOver() {
    for (Waiting each : waiting) {
      if (each.over().getAsBoolean()) {
        each.done().tryComplete();
      }
    }
  }

  /**
   * Gives a message that has missed its handler, which was just being taken away, to the handler
   * all the same.
   *
   * @param context to call it on
   */
  <T> void takeOver(Message<T> message, ContextInternal context, Handler<Message<T>> handler) {
    if (message.body() instanceof AwaitedReplies.Probe probe) {
      probe.arrived();
      return;
    }
    if (message.replyAddress() != null) {
      open.add(message);
      takenOver.add(message.replyAddress());
    }
    context.dispatch(message, handler);
  }

  /** Vert.x tells whoever has sent a message that missed its handler. */
  private boolean isToldWrongly(String replyAddress, Object reply) {
    return !takenOver.isEmpty()
        && takenOver.contains(replyAddress)
        && reply instanceof ReplyException failure
        && failure.failureType() == ReplyFailure.TIMEOUT
        && takenOver.remove(replyAddress);
  }

  private void sending(DeliveryContext<Object> delivery) {
    Message<?> message = delivery.message();
    if (isToldWrongly(message.address(), delivery.body())) {
      return;
    }
    awaited.sending(message.replyAddress(), message.address(), delivery::next);
    if (isReply(message) && open.sent(message.address())) {
      completeIfOver();
    }
  }

  private void received(DeliveryContext<Object> delivery) {
    // Not the message's body, which would be decoded for it.
    if (delivery.body() instanceof AwaitedReplies.Probe probe) {
      probe.arrived();
      return;
    }
    Message<?> message = delivery.message();
    if (message.replyAddress() != null) {
      open.add(message);
    }
    delivery.next();
    // After what follows from the reply has been begun.
    if (isReply(message) && awaited.handled(message.address())) {
      completeIfOver();
    }
  }

  private static boolean isReply(Message<?> message) {
    return message.address().startsWith(REPLY_ADDRESS);
  }
}
