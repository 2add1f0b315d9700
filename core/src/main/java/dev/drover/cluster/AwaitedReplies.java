package dev.drover.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The requests of this member that have no reply yet, and the member each went to. Safe for all
 * threads.
 *
 * <p>Vert.x does not tell when a request has timed out. So now and then all are {@link #sweep
 * swept}: a probe is sent to each reply address, where it finds a handler or none.
 */
final class AwaitedReplies {
  /** What only passes through handlers' queues, and is taken out before a handler sees it. */
  static class Probe extends ReplyException {
    private static final long serialVersionUID = 1;

    // A reply exception, because that has a codec which hands over the object itself.
    Probe() {
      super(ReplyFailure.ERROR);
    }

    /** It has passed whatever came before it. */
    void arrived() {}
  }

  /** A request on its way. */
  final class Awaited {
    private final String replyAddress;
    private final String address;
    private volatile String nodeId;

    private Awaited(String replyAddress, String address) {
      this.replyAddress = replyAddress;
      this.address = address;
    }

    /**
     * The member has been chosen that it goes to; null for none.
     *
     * @return the failure of a request that had better not be sent; null for one that may go
     */
    ReplyException goesTo(String chosen) {
      nodeId = chosen;
      // In this order: who declares a member dead looks for requests afterwards.
      if (chosen == null || !isDead.test(chosen)) {
        return null;
      }
      awaited.remove(replyAddress);
      return new MemberLostException(chosen, address);
    }

    /** Fails it, if there is somebody who waits still; they learn it on their own context. */
    void lost() {
      bus().send(replyAddress, new MemberLostException(nodeId, address), LOCAL);
    }

    /** Forgets it when nobody waits for a reply any more. */
    void verify() {
      bus()
          .sender(replyAddress, LOCAL)
          .write(new Probe())
          .onFailure(gone -> awaited.remove(replyAddress));
    }
  }

  static final DeliveryOptions LOCAL =
      new DeliveryOptions().setLocalOnly(true).setTracingPolicy(TracingPolicy.IGNORE);

  private static final int SWEEP_FROM = 1_024;

  private static final ThreadLocal<Awaited> BEING_SENT = new ThreadLocal<>();

  private final Map<String, Awaited> awaited = new ConcurrentHashMap<>();
  private final AtomicInteger sweepAt = new AtomicInteger(SWEEP_FROM);
  private final Predicate<String> isDead;
  private Vertx vertx;

  /**
   * @param isDead whether the member with this node id has been declared dead
   */
  AwaitedReplies(Predicate<String> isDead) {
    this.isDead = isDead;
  }

  void init(Vertx owner) {
    vertx = owner;
  }

  /** The request that is being sent by the current thread; null for none. */
  static Awaited beingSent() {
    return BEING_SENT.get();
  }

  /** Calls {@code next}, which sends a request, or with null what is no request. */
  void sending(String replyAddress, String address, Runnable next) {
    Awaited outer = BEING_SENT.get();
    if (replyAddress == null && outer == null) {
      next.run();
      return;
    }
    BEING_SENT.set(replyAddress == null ? null : add(replyAddress, address));
    try {
      next.run();
    } finally {
      BEING_SENT.set(outer);
    }
  }

  private Awaited add(String replyAddress, String address) {
    Awaited fresh = new Awaited(replyAddress, address);
    awaited.put(replyAddress, fresh);
    int limit = sweepAt.get();
    // Doubled before the sweep, so that one thread sweeps, and probes that are sent do not start
    // another.
    if (awaited.size() > limit && sweepAt.compareAndSet(limit, limit * 2)) {
      sweep();
      sweepAt.set(Math.max(SWEEP_FROM, awaited.size() * 2));
    }
    return fresh;
  }

  /** A message to this address has been handled; whether it was a reply. */
  boolean handled(String address) {
    return awaited.remove(address) != null;
  }

  /** Fails all requests to this member. */
  void fail(String nodeId) {
    awaited.values().stream().filter(one -> nodeId.equals(one.nodeId)).forEach(Awaited::lost);
  }

  /** Forgets those that nobody waits for any more. */
  void sweep() {
    awaited.values().forEach(Awaited::verify);
  }

  int count() {
    return awaited.size();
  }

  boolean isEmpty() {
    return awaited.isEmpty();
  }

  private EventBus bus() {
    return vertx.eventBus();
  }
}
