package dev.drover.bench.cluster;

import dev.drover.shard.ShardConsumer;
import dev.drover.shard.ShardSendOptions;
import dev.drover.shard.Shards;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A member's part in a measurement of shards. Used on one event loop. */
final class ShardWork {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Vertx vertx;
  private final List<Future<?>> open = new ArrayList<>();
  private final List<Long> micros = new ArrayList<>();
  private ShardConsumer consumer;
  private long timer;
  private int failed;
  private int key;

  ShardWork(Vertx vertx) {
    this.vertx = vertx;
  }

  Future<JsonObject> consume(String name, int shards) {
    consumer = Shards.consumer(vertx, name, shards, message -> Future.succeededFuture(""));
    return consumer.ready().map(done -> new JsonObject());
  }

  Future<JsonObject> leave() {
    return consumer.unregister().map(done -> new JsonObject());
  }

  /**
   * One request after so many milliseconds to every shard in turn, whether the last is answered.
   */
  Future<JsonObject> probe(String name, int every) {
    ShardSendOptions options =
        ShardSendOptions.DEFAULT.withDelivery(new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS));
    timer = vertx.setPeriodic(every, due -> ask(name, options));
    return Future.succeededFuture(new JsonObject());
  }

  private void ask(String name, ShardSendOptions options) {
    long began = System.nanoTime();
    open.removeIf(Future::isComplete);
    open.add(
        Shards.request(vertx, name, "key" + key++, "", options)
            .onSuccess(answer -> micros.add((System.nanoTime() - began) / 1_000))
            .onFailure(lost -> failed++));
  }

  /** The microseconds that requests took, and how many failed, since the last time. */
  Future<JsonObject> probed() {
    vertx.cancelTimer(timer);
    return Future.join(new ArrayList<>(open))
        .transform(
            ended -> {
              List<Long> sorted = micros.stream().sorted().toList();
              JsonObject answer =
                  new JsonObject()
                      .put("median", sorted.get(sorted.size() / 2))
                      .put("longest", sorted.get(sorted.size() - 1))
                      .put("failed", failed);
              micros.clear();
              failed = 0;
              return Future.succeededFuture(answer);
            });
  }
}
