package dev.drover.bridge;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.io.PrintStream;

/**
 * Copies a child's output to this JVM's own. Written on a worker thread, since a terminal may be
 * slow. The rest on one context.
 */
final class ShownOutput {
  private static final int MOST_UNDERWAY = 1 << 18;

  private final Vertx vertx;
  private final Context context;
  private final PrintStream to;
  private final String label;
  private Runnable onRoom = () -> {};
  private StringBuilder gathered = new StringBuilder();
  private Promise<Void> idle = Promise.promise();
  private long underway;
  private boolean writing;
  private boolean wasFull;

  /**
   * @param label before each line; empty for none
   */
  ShownOutput(Vertx vertx, PrintStream to, String label) {
    this.vertx = vertx;
    this.to = to;
    this.label = label;
    context = vertx.getOrCreateContext();
  }

  void onRoom(Runnable action) {
    onRoom = action;
  }

  boolean isFull() {
    wasFull |= underway >= MOST_UNDERWAY;
    return underway >= MOST_UNDERWAY;
  }

  void write(Object item, int bytes) {
    if (item instanceof Buffer buffer) {
      gathered.append(buffer);
    } else {
      String line = item instanceof String text ? text : Json.encode(item);
      gathered.append(label).append(line).append('\n');
    }
    underway += bytes;
    if (!writing) {
      writeGathered();
    }
  }

  /** Completes when all that was given until now is written. */
  Future<Void> flushed() {
    return writing ? idle.future() : Future.succeededFuture();
  }

  private void writeGathered() {
    String text = gathered.toString();
    long bytes = underway;
    gathered = new StringBuilder();
    writing = true;
    vertx
        .executeBlocking(
            () -> {
              to.print(text);
              to.flush();
              return null;
            })
        .onComplete(done -> context.runOnContext(v -> written(bytes)));
  }

  private void written(long bytes) {
    writing = false;
    underway -= bytes;
    if (gathered.length() > 0) {
      writeGathered();
    } else {
      Promise<Void> waiting = idle;
      idle = Promise.promise();
      waiting.complete();
    }
    if (wasFull && underway <= MOST_UNDERWAY / 2) {
      wasFull = false;
      onRoom.run();
    }
  }
}
