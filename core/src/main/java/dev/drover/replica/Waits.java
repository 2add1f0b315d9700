package dev.drover.replica;

import io.vertx.core.Future;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting on threads that may wait. */
final class Waits {
  private Waits() {}

  static <T> T get(Future<T> future) throws ExecutionException, InterruptedException {
    return future.toCompletionStage().toCompletableFuture().get();
  }

  /** What the stage came to by the deadline; {@code otherwise} if it failed or did not finish. */
  static <T> T await(CompletionStage<? extends T> stage, Deadline deadline, T otherwise) {
    try {
      return stage.toCompletableFuture().get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return otherwise;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise;
    }
  }
}
