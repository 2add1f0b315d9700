package dev.drover.control;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A control server with operations that do nothing but what a test needs. */
final class TestServer implements AutoCloseable {
  static final String NAME = "web";

  final Vertx vertx = Vertx.vertx();
  final ControlDirectory directory;
  final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
  final BlockingQueue<Promise<JsonObject>> waiting = new LinkedBlockingQueue<>();
  final ControlServer server;

  TestServer(Path runtime, ControlLimits limits) throws Exception {
    directory = directory(runtime);
    server = new ControlServer((VertxInternal) vertx, directory, NAME, limits);
    server.serve(operations());
    await(server.open());
  }

  static ControlDirectory directory(Path runtime) {
    return ControlDirectory.of(Map.of("XDG_RUNTIME_DIR", runtime.toString()), runtime, runtime);
  }

  static <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    }
  }

  private Map<String, Operation> operations() {
    return Map.of(
        "echo", call -> Future.succeededFuture(call.args(fields -> echo(fields.text("say", "?")))),
        "count", this::count,
        "flood", this::flood,
        "wait", this::waitForTest,
        "stop", this::stopForTest,
        "bug", call -> Future.failedFuture(new IllegalStateException("not what it should be")));
  }

  private static JsonObject echo(String text) {
    return new JsonObject().put("said", text);
  }

  private Future<JsonObject> count(Call call) {
    for (int number : List.of(1, 2, 3)) {
      call.item(new JsonObject().put("number", number));
    }
    return Future.succeededFuture(new JsonObject());
  }

  /** Sends for as long as the client is there, from another thread. */
  private Future<JsonObject> flood(Call call) {
    call.onCancel(() -> cancelled.add("flood"));
    JsonObject item = new JsonObject().put("text", "x".repeat(1_000));
    vertx.setPeriodic(
        1,
        id -> {
          for (int i = 0; i < 100; i++) {
            call.item(item);
          }
          if (!cancelled.isEmpty()) {
            vertx.cancelTimer(id);
          }
        });
    return Promise.<JsonObject>promise().future();
  }

  private Future<JsonObject> waitForTest(Call call) {
    Promise<JsonObject> promise = Promise.promise();
    call.onCancel(() -> cancelled.add("wait"));
    waiting.add(promise);
    return promise.future();
  }

  private Future<JsonObject> stopForTest(Call call) {
    call.outliveClose();
    return waitForTest(call);
  }

  Path socket() {
    return directory.socket(NAME);
  }

  ControlClient client() {
    return ControlClient.connect(directory, NAME);
  }

  @Override
  public void close() {
    try {
      await(server.close());
      await(vertx.close());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
