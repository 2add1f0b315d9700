package dev.drover.process;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;

/** Runs a command to its end on a thread that may wait. */
final class Blocking {

  private Blocking() {}

  /**
   * @param twin the method that does not block
   */
  static ProcessResult run(String twin, Vertx vertx, SpawnRequest request, ExecOptions options)
      throws IOException {
    if (Contexts.onEventLoop()) {
      throw new IllegalStateException(
          "%sSync would block the event loop: call %s, or move it to a worker or virtual thread"
              .formatted(twin, twin));
    }
    Future<SpawnedProcess> spawned = Spawner.spawn(Contexts.another(vertx), request);
    Future<ProcessResult> result = spawned.compose(process -> Execution.of(process, options));
    try {
      return result.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw rethrow(e.getCause());
    } catch (InterruptedException e) {
      spawned.onSuccess(process -> process.stop(StopCause.CANCELLED));
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(
          "interrupted while waiting for '" + request.describe() + "', which is ended");
    }
  }

  private static IOException rethrow(Throwable cause) {
    if (cause instanceof RuntimeException bug) {
      throw bug;
    }
    return cause instanceof IOException told ? told : new IOException(cause);
  }
}
