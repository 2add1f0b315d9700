package dev.drover.cluster;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What is in flight on this member's event bus: requests without a reply, in both directions, and
 * messages that wait for their handlers. By interceptors, which are the first of the event bus,
 * whoever adds others, and not there while nothing can be in flight that the event bus does not
 * know of itself: they cost every message something.
 */
final class BusTraffic {
  static final DeliveryOptions LOCAL =
      new DeliveryOptions().setLocalOnly(true).setTracingPolicy(TracingPolicy.IGNORE);

  // Nobody tells that an awaited reply has come or timed out, or that a request has been let go of.
  private static final long RECHECK_MILLIS = 20;

  private final AwaitedReplies awaited;
  private final OpenRequests open = new OpenRequests();
  private final List<Waiting> waiting = new CopyOnWriteArrayList<>();

  /** Requests of which Vert.x is about to say that nobody has got them. */
  private final Set<String> takenOver = ConcurrentHashMap.newKeySet();

  private Vertx vertx;
  private BusInternals internals;
  private volatile boolean watching;

  private record Waiting(BooleanSupplier over, Promise<Void> done) {}

  /**
   * @param self this member's node id
   * @param isDead whether the member with this node id has been declared dead
   */
  BusTraffic(Supplier<String> self, Predicate<String> isDead) {
    awaited = new AwaitedReplies(self, isDead);
  }

  /** To be called before anybody else may use the event bus. */
  void init(Vertx owner) {
    vertx = owner;
    internals = new BusInternals(owner.eventBus());
    awaited.init(owner.eventBus(), internals);
    if (!BusInternals.areKnown()) {
      watch();
    }
  }

  /**
   * Notes from now on, and for good, which requests come from other members and which go there. To
   * be called when there is one, and before anything here is waited for or taken over.
   *
   * @return whether it does so only now: then a thread may be just sending or handling something
   *     unnoticed
   */
  synchronized boolean watch() {
    if (watching) {
      return false;
    }
    internals.intercept(this::sending, this::received);
    watching = true;
    return true;
  }

  boolean isWatching() {
    return watching;
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
    return Probe.pass(vertx.eventBus(), handlersAt);
  }

  /**
   * Completes at a moment in which no request waits for a reply, here or elsewhere, or when the
   * time is over.
   */
  Future<Void> idle(Duration limit) {
    return until(() -> open.isEmpty() && awaited.isEmpty(), limit);
  }

  /**
   * Completes when every request that a handler of this member has now is replied to, and the
   * condition holds; or when the time is over.
   */
  Future<Void> answered(BooleanSupplier condition, Duration limit) {
    Set<String> ofOthers = open.now();
    Set<String> own = awaited.here();
    return until(
        () -> open.isNoneOf(ofOthers) && awaited.isNoneOf(own) && condition.getAsBoolean(), limit);
  }

  private Future<Void> until(BooleanSupplier over, Duration limit) {
    Waiting fresh = new Waiting(over, Promise.promise());
    waiting.add(fresh);
    long recheck = vertx.setPeriodic(1, RECHECK_MILLIS, timer -> completeIfOver());
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
    if (message.body() instanceof Probe probe) {
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
    if (!message.isSend()) {
      delivery.next();
      return;
    }
    boolean isReply = BusInternals.isReply(message);
    if (isReply && isToldWrongly(message.address(), delivery.body())) {
      return;
    }
    awaited.sending(message, delivery);
    if (isReply && open.sent(message.address())) {
      completeIfOver();
    }
  }

  private void received(DeliveryContext<Object> delivery) {
    // Not the message's body, which would be decoded for it.
    if (delivery.body() instanceof Probe probe) {
      probe.arrived();
      return;
    }
    Message<?> message = delivery.message();
    // The event bus itself knows of this member's own requests.
    if (message.replyAddress() != null && BusInternals.isFromOther(message)) {
      open.add(message);
    }
    if (BusInternals.isReply(message)) {
      awaited.handling(message, delivery);
    } else {
      delivery.next();
    }
  }
}
