package dev.drover.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How a member leaves the event bus without losing a message, whole or one instance of a verticle:
 * first nothing more comes, then what is in flight is finished. Any thread; what it returns
 * completes on no particular context.
 */
final class MemberLeave {
  private static final Duration HELD_UP = Duration.ofMillis(Farewell.HELD_UP_MILLIS);

  private final OwnRegistrations registrations;
  private final OtherMembers others;
  private final BusTraffic traffic;
  private final MemberServices services;
  private Vertx vertx;

  MemberLeave(
      OwnRegistrations registrations,
      OtherMembers others,
      BusTraffic traffic,
      MemberServices services) {
    this.registrations = registrations;
    this.others = others;
    this.traffic = traffic;
    this.services = services;
  }

  /** To be called before anything else here. */
  void init(Vertx owner) {
    vertx = owner;
  }

  /**
   * The first half of the whole member's: completes when the others send nothing more to it but
   * replies, and have what only its services had.
   *
   * @param limit for their answers
   */
  Future<Void> withdraw(Duration limit) {
    return Future.join(
            services.leave(limit),
            registrations.withdraw().compose(withdrawn -> others.withdrawn(limit)))
        .mapEmpty();
  }

  /**
   * The second: completes when all that has come to this member is handled and every request has
   * its reply, in both directions, and the others have what they were sent; or when the time is
   * over.
   *
   * @return how many requests have no reply
   */
  Future<Integer> finish(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    Map<String, Integer> handlers = registrations.handlers();
    return within(limit, watched().compose(watched -> traffic.passQueues(handlers)))
        .compose(passed -> services.idle(until(end)))
        .compose(idle -> traffic.idle(until(end)))
        .map(idle -> traffic.requests())
        // A member that has not answered everybody in time still has to say bye.
        .compose(left -> others.bye().map(said -> left));
  }

  /**
   * Takes the consumers of an instance from the event bus; first out of the cluster where this
   * member has no others. Completes when their handlers have got all that was on its way to them
   * and every request is replied to, in both directions; or when the time is over.
   *
   * @param limit for what is in flight
   */
  Future<Void> leave(ContextInternal instance, Duration limit) {
    InstanceBus handlers = new InstanceBus(instance);
    Set<String> own = handlers.ownAddresses(registrations.handlers());
    Future<Void> withdrawn =
        own.isEmpty()
            ? Future.succeededFuture()
            : registrations.withdraw(own).compose(done -> others.forgotten());
    return withdrawn.transform(done -> finish(handlers, limit));
  }

  private Future<Void> finish(InstanceBus instance, Duration limit) {
    return watched()
        .compose(watched -> instance.unregister(traffic))
        // Between the choice of a handler and the write to its queue a thread may be held up.
        .compose(unregistered -> vertx.timer(HELD_UP.toMillis()))
        .compose(passed -> traffic.answered(() -> !instance.awaitsReply(), limit));
  }

  /** Completes when nothing is in flight that is not known of, but what Vert.x knows itself. */
  private Future<Void> watched() {
    return traffic.watch() ? vertx.timer(HELD_UP.toMillis()).mapEmpty() : Future.succeededFuture();
  }

  private Future<Void> within(Duration limit, Future<Void> work) {
    return Future.any(work, vertx.timer(Math.max(1, limit.toMillis()))).mapEmpty();
  }

  private static Duration until(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }
}
