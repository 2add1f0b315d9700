package dev.drover.bench.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Requests at a fixed rate, and how each failed that did. Times are milliseconds of the epoch. */
final class Probe {
  private final Vertx vertx;
  private final String address;
  private final DeliveryOptions options;
  private final long timer;
  private final List<Future<?>> open = new ArrayList<>();
  private final JsonArray failed = new JsonArray();
  private int sent;

  Probe(Vertx vertx, String address, int every, int timeout) {
    this.vertx = vertx;
    this.address = address;
    options = new DeliveryOptions().setSendTimeout(timeout);
    timer = vertx.setPeriodic(every, due -> ask());
  }

  private void ask() {
    EventBus bus = vertx.eventBus();
    long asked = System.currentTimeMillis();
    sent++;
    open.removeIf(Future::isComplete);
    open.add(
        bus.request(address, "", options)
            .onFailure(
                failure ->
                    failed.add(
                        new JsonObject()
                            .put("sent", asked)
                            .put("failed", System.currentTimeMillis())
                            .put("why", failure.getMessage()))));
  }

  /** Completes when every request has ended. */
  Future<JsonObject> end() {
    vertx.cancelTimer(timer);
    return Future.join(new ArrayList<>(open))
        .transform(
            ended ->
                Future.succeededFuture(new JsonObject().put("sent", sent).put("failed", failed)));
  }
}
