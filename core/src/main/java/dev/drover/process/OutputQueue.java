package dev.drover.process;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.EventExecutor;
import io.vertx.core.internal.concurrent.InboundMessageQueue;
import java.util.function.IntConsumer;

/**
 * The user's side of a child's output: handlers on the user's context, demand, the end exactly
 * once. A back end adds where the bytes come from.
 */
abstract class OutputQueue implements ChildOutput {
  private final ContextInternal context;
  private final InboundMessageQueue<Object> queue;
  private final Promise<Void> consumed = Promise.promise();

  // Guarded by this: the demand until there is a handler, and whether one ever was.
  private long earlyDemand = Long.MAX_VALUE;
  private boolean attached;
  private boolean paused;
  private boolean everAttached;

  private volatile boolean abandoned;
  private volatile IntConsumer counter = bytes -> {};
  private volatile Receiver receiver;
  private volatile Handler<Void> endHandler;
  private volatile Handler<Throwable> exceptionHandler;

  /** Stands in the queue behind the last chunk. */
  private record End(Throwable failure) {}

  /** In one piece, so that no chunk that is lent comes to a handler that has just been set. */
  private record Receiver(Handler<Buffer> handler, boolean keepsNothing) {
    Buffer chunk(Object message) {
      if (!(message instanceof Loan loan)) {
        return (Buffer) message;
      }
      return keepsNothing ? loan.take() : loan.take().copy();
    }
  }

  /** A chunk in memory of the reader's, who needs it back. On the context's thread. */
  static final class Loan {
    private Buffer chunk;

    Loan(Buffer chunk) {
      this.chunk = chunk;
    }

    private Buffer take() {
      Buffer taken = chunk;
      chunk = null;
      return taken;
    }

    /** The reader takes his memory back: who has not had the chunk yet will have a copy. */
    void end() {
      chunk = chunk == null ? null : chunk.copy();
    }
  }

  /**
   * @param producer where {@link #push} is called
   * @param high how many chunks may wait before {@link #stopReading}; half of it and less resumes
   */
  OutputQueue(ContextInternal context, EventExecutor producer, int high) {
    this.context = context;
    queue =
        new InboundMessageQueue<>(producer, context.executor(), Math.max(1, high / 2), high) {
          @Override
          protected void handlePause() {
            stopReading();
          }

          @Override
          protected void handleResume() {
            continueReading();
          }

          @Override
          protected void handleMessage(Object message) {
            deliver(message);
          }
        };
    queue.pause();
  }

  /** The first handler is there: read. Any thread. */
  abstract void startReading();

  /** Enough is waiting. On the producer. */
  abstract void stopReading();

  /** Little enough is waiting. On the producer. */
  abstract void continueReading();

  /** Who is told of every chunk's size; before anything is read. */
  final void onBytes(IntConsumer newCounter) {
    counter = newCounter;
  }

  /** That many bytes came from the child. */
  final void count(int bytes) {
    counter.accept(bytes);
  }

  /** On the producer. */
  final void push(Buffer chunk) {
    queue.write(chunk);
  }

  /** On the producer, where that is the context's thread as well. */
  final void push(Loan loan) {
    queue.write(loan);
  }

  /** Whether the handler keeps nothing of a chunk. */
  final boolean mayLend() {
    Receiver now = receiver;
    return now != null && now.keepsNothing();
  }

  /** On the producer, once, as the last. */
  final void pushEnd(Throwable failure) {
    queue.write(new End(failure));
  }

  private void deliver(Object message) {
    Receiver now = receiver;
    if (message instanceof End end) {
      if (end.failure() != null && exceptionHandler != null) {
        context.dispatch(end.failure(), exceptionHandler);
      }
      if (endHandler != null) {
        context.dispatch(null, endHandler);
      }
      consumed.tryComplete();
    } else if (now != null) {
      context.dispatch(now.chunk(message), now.handler());
    }
  }

  /** Completes when the user has had the end. */
  final Future<Void> consumed() {
    return consumed.future();
  }

  /** The stream was ended under its user: nobody waits for him any more. */
  final void abandon() {
    abandoned = true;
  }

  /** Completes when a user who has set a handler has had the end; at once where there is none. */
  final Future<Void> delivered() {
    return abandoned || !everAttached() ? Future.succeededFuture() : consumed();
  }

  /** Whether there ever was a handler. */
  final synchronized boolean everAttached() {
    return everAttached;
  }

  @Override
  public ChildOutput handler(Handler<Buffer> newHandler) {
    return attach(newHandler, false);
  }

  @Override
  public ChildOutput onRead(Handler<Buffer> newHandler) {
    return attach(newHandler, true);
  }

  private ChildOutput attach(Handler<Buffer> newHandler, boolean keepsNothing) {
    boolean first;
    synchronized (this) {
      receiver = newHandler == null ? null : new Receiver(newHandler, keepsNothing);
      if (newHandler == null) {
        detach();
        return this;
      }
      first = !everAttached;
      everAttached = true;
      if (!attached) {
        attached = true;
        queue.fetch(earlyDemand);
      }
    }
    if (first) {
      startReading();
    }
    return this;
  }

  private void detach() {
    if (attached) {
      attached = false;
      earlyDemand = paused ? 0 : Long.MAX_VALUE;
      queue.pause();
    }
  }

  @Override
  public synchronized ChildOutput pause() {
    paused = true;
    if (attached) {
      queue.pause();
    } else {
      earlyDemand = 0;
    }
    return this;
  }

  @Override
  public ChildOutput resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public synchronized ChildOutput fetch(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("amount must be >= 0, was " + amount);
    }
    paused &= amount == 0;
    if (attached) {
      queue.fetch(amount);
    } else {
      earlyDemand = earlyDemand + amount < 0 ? Long.MAX_VALUE : earlyDemand + amount;
    }
    return this;
  }

  @Override
  public ChildOutput endHandler(Handler<Void> newEndHandler) {
    endHandler = newEndHandler;
    return this;
  }

  @Override
  public ChildOutput exceptionHandler(Handler<Throwable> newExceptionHandler) {
    exceptionHandler = newExceptionHandler;
    return this;
  }
}
