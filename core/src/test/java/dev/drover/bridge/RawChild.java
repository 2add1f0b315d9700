package dev.drover.bridge;

import dev.drover.process.ChildProcess;
import dev.drover.process.SpawnOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * A real child that says on its channel what a test writes, to the byte, and shows what it is told.
 */
final class RawChild {
  /** Its stdin goes to the channel, and the channel to its stdout. */
  private static final String SCRIPT = "cat <&3 & exec cat >&3";

  final ChildProcess process;
  private final ReadStream<String> lines;
  private final Queue<JsonObject> heard = new ArrayDeque<>();
  private final Queue<Promise<JsonObject>> waiting = new ArrayDeque<>();

  private RawChild(ChildProcess process) {
    this.process = process;
    lines = process.stdout().lines().handler(this::line);
  }

  /** Reads nothing until {@link #listens}. */
  void ignores() {
    lines.pause();
  }

  void listens() {
    lines.resume();
  }

  static Future<RawChild> fork(Vertx vertx) {
    return ChildProcess.fork(vertx, "sh", List.of("-c", SCRIPT), SpawnOptions.DEFAULTS)
        .map(RawChild::new);
  }

  private synchronized void line(String line) {
    Promise<JsonObject> next = waiting.poll();
    if (next == null) {
      heard.add(new JsonObject(line));
    } else {
      next.complete(new JsonObject(line));
    }
  }

  Future<Void> says(String bytes) {
    return process.stdin().write(Buffer.buffer(bytes));
  }

  Future<Void> says(JsonObject message) {
    return says(message.encode() + "\n");
  }

  /** The next that it is told. */
  synchronized Future<JsonObject> hears() {
    JsonObject next = heard.poll();
    if (next != null) {
      return Future.succeededFuture(next);
    }
    Promise<JsonObject> promise = Promise.promise();
    waiting.add(promise);
    return promise.future();
  }
}
