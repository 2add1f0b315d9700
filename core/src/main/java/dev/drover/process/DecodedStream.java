package dev.drover.process;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * A stream of something else than chunks, made from a child's output. A chunk may hold many items:
 * those beyond the demand wait here, and the source with them. All of it runs on the context that
 * spawned the child.
 */
abstract class DecodedStream<T> implements ReadStream<T> {
  /** Stands for a null item, which the queue cannot hold. */
  static final Object NULL = new Object();

  private final ChildOutput source;
  private final Queue<T> waiting = new ArrayDeque<>();
  private long demand = Long.MAX_VALUE;
  private boolean delivering;
  private boolean sourceEnded;
  private boolean ended;
  private Handler<T> handler;
  private Handler<Void> endHandler;

  DecodedStream(ChildOutput source) {
    this.source = source;
  }

  abstract void decode(Buffer chunk, Consumer<T> items);

  /** The source has ended: what is left becomes items. */
  abstract void finish(Consumer<T> items);

  @Override
  public ReadStream<T> handler(Handler<T> newHandler) {
    handler = newHandler;
    if (newHandler == null) {
      source.handler(null);
      return this;
    }
    source.endHandler(
        end -> {
          finish(waiting::add);
          sourceEnded = true;
          deliver();
        });
    attach(
        source,
        chunk -> {
          decode(chunk, waiting::add);
          deliver();
        });
    return this;
  }

  /** Overridden where items may be parts of the chunks: their memory must not be reused then. */
  void attach(ChildOutput to, Handler<Buffer> chunks) {
    to.onRead(chunks);
  }

  private void deliver() {
    if (delivering) {
      return;
    }
    delivering = true;
    try {
      while (demand > 0 && handler != null && !waiting.isEmpty()) {
        demand -= demand == Long.MAX_VALUE ? 0 : 1;
        handle(waiting.poll());
      }
    } finally {
      delivering = false;
    }
    settle();
  }

  /** A handler that throws must not keep the next items from being delivered. */
  private void handle(T item) {
    try {
      handler.handle(item == NULL ? null : item);
    } catch (RuntimeException | Error failure) {
      ContextInternal context = ContextInternal.current();
      if (context == null) {
        throw failure;
      }
      context.reportException(failure);
    }
  }

  private void settle() {
    if (!waiting.isEmpty() || demand == 0) {
      source.pause();
    } else if (sourceEnded) {
      end();
    } else {
      source.resume();
    }
  }

  private void end() {
    if (!ended) {
      ended = true;
      if (endHandler != null) {
        endHandler.handle(null);
      }
    }
  }

  @Override
  public ReadStream<T> pause() {
    demand = 0;
    source.pause();
    return this;
  }

  @Override
  public ReadStream<T> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ReadStream<T> fetch(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    deliver();
    return this;
  }

  @Override
  public ReadStream<T> endHandler(Handler<Void> newEndHandler) {
    endHandler = newEndHandler;
    return this;
  }

  @Override
  public ReadStream<T> exceptionHandler(Handler<Throwable> newExceptionHandler) {
    source.exceptionHandler(newExceptionHandler);
    return this;
  }
}
