package dev.drover.bridge;

import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.function.IntConsumer;

/**
 * What has come and is not delivered yet. Handlers and demand may be set on any thread, the rest is
 * on one context.
 */
final class Received<T> {

  private record Batch<T>(Iterator<T> items, int bytes) {}

  private final ContextInternal context;
  private final IntConsumer consumed;
  private final Queue<Batch<T>> batches = new ArrayDeque<>();
  private long demand;
  private boolean delivering;
  private boolean ended;
  private Throwable failure;
  private volatile Handler<T> handler;
  private volatile Handler<Void> endHandler;
  private volatile Handler<Throwable> exceptionHandler;

  /**
   * @param consumed told the bytes of a batch when its last item has been delivered
   */
  Received(ContextInternal context, IntConsumer consumed) {
    this.context = context;
    this.consumed = consumed;
  }

  void add(Iterator<T> items, int bytes) {
    batches.add(new Batch<>(items, bytes));
    deliver();
  }

  /** Nothing more comes; told when all is delivered and more is wanted. */
  void end(Throwable cause) {
    ended = true;
    failure = cause;
    deliver();
  }

  void clear() {
    batches.clear();
  }

  synchronized void pause() {
    demand = 0;
  }

  synchronized void demand(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
  }

  private synchronized boolean takeDemand() {
    if (demand == 0 || handler == null) {
      return false;
    }
    demand -= demand == Long.MAX_VALUE ? 0 : 1;
    return true;
  }

  /** Not before somebody wants anything: the handlers may not be there yet. */
  private synchronized boolean isWanted() {
    return demand > 0;
  }

  void deliver() {
    if (delivering) {
      return;
    }
    delivering = true;
    try {
      while (!batches.isEmpty() && deliverFrom(batches.peek())) {
        batches.poll();
      }
    } finally {
      delivering = false;
    }
    if (ended && batches.isEmpty() && isWanted()) {
      tellEnd();
    }
  }

  /** Whether the batch is done with. */
  private boolean deliverFrom(Batch<T> batch) {
    while (batch.items().hasNext()) {
      if (!takeDemand()) {
        return false;
      }
      context.dispatch(batch.items().next(), handler);
    }
    consumed.accept(batch.bytes());
    return true;
  }

  private void tellEnd() {
    ended = false;
    if (failure != null && exceptionHandler != null) {
      context.dispatch(failure, exceptionHandler);
    }
    if (endHandler != null) {
      context.dispatch(null, endHandler);
    }
  }

  void handler(Handler<T> newHandler) {
    handler = newHandler;
  }

  void endHandler(Handler<Void> newHandler) {
    endHandler = newHandler;
  }

  void exceptionHandler(Handler<Throwable> newHandler) {
    exceptionHandler = newHandler;
  }
}
