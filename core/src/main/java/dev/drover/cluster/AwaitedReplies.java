package dev.drover.cluster;

import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The requests of this member that have no reply yet. The event bus knows them; what is noted of
 * those that went to another member is which one. Safe for all threads.
 */
final class AwaitedReplies {
  /** A request on its way. */
  final class Awaited {
    private final String replyAddress;
    private final String address;
    private volatile String nodeId;

    private Awaited(Message<?> request) {
      replyAddress = request.replyAddress();
      address = request.address();
    }

    /**
     * The member has been chosen that it goes to; null for none.
     *
     * @return the failure of a request that had better not be sent; null for one that may go
     */
    ReplyException goesTo(String chosen) {
      if (chosen == null || chosen.equals(self.get())) {
        return null;
      }
      nodeId = chosen;
      note(this);
      // In this order: who declares a member dead looks for requests afterwards.
      if (!isDead.test(chosen)) {
        return null;
      }
      elsewhere.remove(replyAddress);
      return new MemberLostException(chosen, address);
    }

    /** Fails it, if there is somebody who waits still; they learn it on their own context. */
    void lost() {
      bus.send(replyAddress, new MemberLostException(nodeId, address), BusTraffic.LOCAL);
    }
  }

  private static final int SWEEP_FROM = 1_024;

  private static final ThreadLocal<Awaited> BEING_SENT = new ThreadLocal<>();

  /** By reply address. Those that have timed out are among them until the next sweep. */
  private final Map<String, Awaited> elsewhere = new ConcurrentHashMap<>();

  private final AtomicInteger sweepAt = new AtomicInteger(SWEEP_FROM);
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final Supplier<String> self;
  private final Predicate<String> isDead;
  private EventBus bus;
  private BusInternals internals;

  /**
   * @param self this member's node id
   * @param isDead whether the member with this node id has been declared dead
   */
  AwaitedReplies(Supplier<String> self, Predicate<String> isDead) {
    this.self = self;
    this.isDead = isDead;
  }

  void init(EventBus owner, BusInternals ofOwner) {
    bus = owner;
    internals = ofOwner;
  }

  /** The request that is being sent by the current thread; null for none. */
  static Awaited beingSent() {
    return BEING_SENT.get();
  }

  /** Lets a message go on that is being sent, be it a request or not. */
  void sending(Message<?> message, DeliveryContext<?> delivery) {
    Awaited outer = BEING_SENT.get();
    boolean isRequest = message.replyAddress() != null;
    if (!isRequest && outer == null) {
      delivery.next();
      return;
    }
    BEING_SENT.set(isRequest ? new Awaited(message) : null);
    try {
      delivery.next();
    } finally {
      BEING_SENT.set(outer);
    }
  }

  private void note(Awaited request) {
    elsewhere.put(request.replyAddress, request);
    int limit = sweepAt.get();
    // Doubled before the sweep, so that one thread sweeps.
    if (elsewhere.size() > limit && sweepAt.compareAndSet(limit, limit * 2)) {
      elsewhere.keySet().removeIf(replyAddress -> !internals.isWaiting(replyAddress));
      sweepAt.set(Math.max(SWEEP_FROM, elsewhere.size() * 2));
    }
  }

  /** Lets a reply go on to whoever waits for it. */
  void handling(Message<?> reply, DeliveryContext<?> delivery) {
    begun.increment();
    try {
      delivery.next();
    } finally {
      elsewhere.remove(reply.address());
      ended.increment();
    }
  }

  /** Fails all requests to this member. */
  void fail(String nodeId) {
    elsewhere.values().stream().filter(one -> nodeId.equals(one.nodeId)).forEach(Awaited::lost);
  }

  /**
   * The reply addresses of those that a handler of this member has, or will have, got; and of
   * replies that ask for one themselves, of which it is not known where they went.
   */
  Set<String> here() {
    Set<String> here = internals.waiting();
    here.removeAll(elsewhere.keySet());
    return here;
  }

  /** Whether none of these waits any more. */
  boolean isNoneOf(Set<String> replyAddresses) {
    return replyAddresses.stream().noneMatch(internals::isWaiting);
  }

  int count() {
    return internals.waiting().size();
  }

  /** Whether there is none, and none follows from a reply that is being handled. */
  boolean isEmpty() {
    // In this order: so none is handled while it is looked who waits.
    long endedBefore = ended.sum();
    long begunBefore = begun.sum();
    return endedBefore == begunBefore && count() == 0 && begun.sum() == begunBefore;
  }
}
