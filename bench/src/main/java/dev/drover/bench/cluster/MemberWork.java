package dev.drover.bench.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** What a member can be told to do, the same in every subject. Used on one event loop. */
final class MemberWork {
  private static final int REGISTERED_AT_ONCE = 32;

  private final Vertx vertx;
  private final List<MessageConsumer<?>> registered = new ArrayList<>();
  private final Traffic.Publisher publisher;
  private Probe probe;

  /** Made when first asked for: a plain member has no such class. */
  private ShardWork shards;

  MemberWork(Vertx vertx) {
    this.vertx = vertx;
    publisher = new Traffic.Publisher(vertx);
  }

  /** Does what {@code order.do} says. */
  Future<JsonObject> run(JsonObject order) {
    String address = order.getString("address");
    int count = order.getInteger("count", 0);
    return switch (order.getString("do")) {
      case "answer" -> done(Traffic.answer(vertx, address));
      case "request" -> Traffic.request(vertx, address, order.getInteger("millis"));
      case "subscribe" -> done(Traffic.subscribe(vertx, address));
      case "publish" -> publisher.run(address, count, order.getInteger("millis"));
      case "probe" -> {
        probe = new Probe(vertx, address, order.getInteger("every"), order.getInteger("timeout"));
        yield Future.succeededFuture(new JsonObject());
      }
      case "probed" -> probe.end();
      case "register" -> oneByOne(count, i -> register(address + i));
      case "register-all" -> all(count, address);
      case "unregister" -> unregister();
      case "first-sends" ->
          oneByOne(count, i -> vertx.eventBus().request(address + i, "").mapEmpty());
      case "shards-own" -> shards().consume(address, count);
      case "shards-leave" -> shards().leave();
      case "shards-probe" -> shards().probe(address, order.getInteger("every"));
      case "shards-probed" -> shards().probed();
      case "vitals" -> Vitals.read(vertx);
      default -> Future.failedFuture("no such order: " + order);
    };
  }

  private ShardWork shards() {
    shards = shards == null ? new ShardWork(vertx) : shards;
    return shards;
  }

  private static Future<JsonObject> done(Future<Void> work) {
    return work.map(done -> new JsonObject());
  }

  private Future<Void> register(String address) {
    MessageConsumer<?> consumer = vertx.eventBus().consumer(address, message -> message.reply(""));
    registered.add(consumer);
    return consumer.completion();
  }

  /** One after the other; the answer has the time of each in microseconds, ordered. */
  private static Future<JsonObject> oneByOne(int count, IntFunction<Future<Void>> work) {
    long[] micros = new long[count];
    return next(0, micros, work)
        .map(
            over -> {
              Arrays.sort(micros);
              JsonArray all = new JsonArray();
              Arrays.stream(micros).forEach(all::add);
              return new JsonObject().put("micros", all);
            });
  }

  private static Future<Void> next(int i, long[] micros, IntFunction<Future<Void>> work) {
    if (i == micros.length) {
      return Future.succeededFuture();
    }
    long start = System.nanoTime();
    return work.apply(i)
        .compose(
            done -> {
              micros[i] = (System.nanoTime() - start) / 1_000;
              return next(i + 1, micros, work);
            });
  }

  private Future<JsonObject> all(int count, String address) {
    long start = System.nanoTime();
    List<Future<Void>> lanes = new ArrayList<>();
    for (int lane = 0; lane < REGISTERED_AT_ONCE; lane++) {
      lanes.add(lane(lane, count, address));
    }
    return Future.all(lanes)
        .map(done -> new JsonObject().put("millis", (System.nanoTime() - start) / 1_000_000));
  }

  private Future<Void> lane(int i, int count, String address) {
    return i >= count
        ? Future.succeededFuture()
        : register(address + i)
            .compose(
                done -> {
                  // Off the stack, which would grow with each.
                  Promise<Void> turn = Promise.promise();
                  vertx.runOnContext(go -> turn.complete());
                  return turn.future();
                })
            .compose(next -> lane(i + REGISTERED_AT_ONCE, count, address));
  }

  private Future<JsonObject> unregister() {
    List<Future<Void>> gone = registered.stream().map(MessageConsumer::unregister).toList();
    registered.clear();
    return Future.join(gone).map(done -> new JsonObject());
  }
}
