package dev.drover.shard;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.Callable;

/** A consumer's handler and state, called on its context, for a node that has another. */
final class ContextWorker<T> implements Worker {
  private final String name;
  private final ShardConsumerOptions options;
  private final ShardHandler<T> handler;
  private final Context context;
  private final Context node;

  ContextWorker(
      String name,
      ShardConsumerOptions options,
      ShardHandler<T> handler,
      Context context,
      Context node) {
    this.name = name;
    this.options = options;
    this.handler = handler;
    this.context = context;
    this.node = node;
  }

  @Override
  public void handle(Parcel parcel, Completable<Object> done) {
    context.runOnContext(
        here -> {
          long began = System.nanoTime();
          run(() -> handler.handle(message(parcel)))
              .onComplete(
                  (result, failure) -> {
                    options
                        .listener()
                        .handled(name, parcel.shard(), System.nanoTime() - began, failure);
                    back(done, result, failure);
                  });
        });
  }

  @SuppressWarnings("unchecked") // The consumer's word against the sender's, as on the event bus.
  private ShardMessage<T> message(Parcel parcel) {
    return new ShardMessage<>(
        name, parcel.shard(), parcel.key(), parcel.headers(), (T) parcel.body());
  }

  @Override
  public void restore(int shard, Buffer state, Completable<Void> done) {
    context.runOnContext(
        here ->
            run(() -> options.state().restore(shard, state))
                .onComplete(
                    (restored, failure) -> {
                      if (failure == null) {
                        options.listener().arrived(name, shard);
                      }
                      back(done, null, failure);
                    }));
  }

  @Override
  public void release(int shard, Completable<Buffer> done) {
    context.runOnContext(
        here ->
            run(() -> options.state().release(shard))
                .onComplete(
                    (state, failure) -> {
                      options.listener().left(name, shard);
                      back(done, state, failure);
                    }));
  }

  private static <R> Future<R> run(Callable<Future<? extends R>> code) {
    try {
      Future<? extends R> future = code.call();
      return future == null
          ? Future.failedFuture("the handler has returned null instead of a future")
          : future.map(result -> result);
    } catch (Exception | Error thrown) {
      return Future.failedFuture(thrown);
    }
  }

  private <R> void back(Completable<R> done, R result, Throwable failure) {
    node.runOnContext(there -> done.complete(result, failure));
  }
}
