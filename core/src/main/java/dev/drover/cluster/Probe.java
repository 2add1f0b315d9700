package dev.drover.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What only passes through handlers' queues, and is taken out before a handler sees it. A reply
 * exception, because that has a codec which hands over the object itself.
 */
final class Probe extends ReplyException {
  private static final long serialVersionUID = 1;

  private final transient AtomicInteger missing;
  private final transient Promise<Void> passed;

  private Probe(AtomicInteger missing, Promise<Void> passed) {
    super(ReplyFailure.ERROR);
    this.missing = missing;
    this.passed = passed;
  }

  /**
   * Completes when handlers have got all that has arrived for them so far.
   *
   * @param handlersAt how many handlers this member has at each of its addresses
   */
  static Future<Void> pass(EventBus bus, Map<String, Integer> handlersAt) {
    AtomicInteger missing =
        new AtomicInteger(handlersAt.values().stream().mapToInt(Integer::intValue).sum());
    if (missing.get() == 0) {
      return Future.succeededFuture();
    }
    Promise<Void> passed = Promise.promise();
    handlersAt
        .keySet()
        .forEach(address -> bus.publish(address, new Probe(missing, passed), BusTraffic.LOCAL));
    return passed.future();
  }

  /** It has passed whatever came before it in one of the queues. */
  void arrived() {
    if (missing.decrementAndGet() == 0) {
      passed.tryComplete();
    }
  }
}
