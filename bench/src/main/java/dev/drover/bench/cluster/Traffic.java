package dev.drover.bench.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** Requests and publishing, as fast as the others answer. */
final class Traffic {
  private static final String BODY = "x".repeat(64);
  private static final int IN_FLIGHT = 64;

  /** A subscriber confirms so many messages at once, and may have so many unconfirmed. */
  private static final int CONFIRMED = 32;

  private static final int UNCONFIRMED = 256;

  private Traffic() {}

  static Future<Void> answer(Vertx vertx, String address) {
    return vertx
        .eventBus()
        .consumer(address, message -> message.reply(message.body()))
        .completion();
  }

  /** Keeps requests in flight for so long; the answer has their {@code count} and the nanos. */
  static Future<JsonObject> request(Vertx vertx, String address, int millis) {
    Requests requests = new Requests(vertx, address, millis * 1_000_000L);
    for (int i = 0; i < IN_FLIGHT; i++) {
      requests.next();
    }
    return requests.over.future();
  }

  private static final class Requests {
    private final Promise<JsonObject> over = Promise.promise();
    private final long start = System.nanoTime();
    private final Vertx vertx;
    private final String address;
    private final long duration;
    private long count;
    private int ended;

    Requests(Vertx vertx, String address, long duration) {
      this.vertx = vertx;
      this.address = address;
      this.duration = duration;
    }

    void next() {
      vertx
          .eventBus()
          .request(address, BODY)
          .onComplete(reply -> replied(), failure -> over.tryFail(failure));
    }

    private void replied() {
      count++;
      long nanos = System.nanoTime() - start;
      if (nanos < duration) {
        next();
      } else if (++ended == IN_FLIGHT) {
        over.tryComplete(new JsonObject().put("count", count).put("nanos", nanos));
      }
    }
  }

  /** Confirms what comes, to {@code ADDRESS.confirm}. */
  static Future<Void> subscribe(Vertx vertx, String address) {
    int[] got = {0};
    return vertx
        .eventBus()
        .consumer(
            address,
            message -> {
              if (++got[0] % CONFIRMED == 0) {
                vertx.eventBus().send(address + ".confirm", CONFIRMED);
              }
            })
        .completion();
  }

  /** Publishes as fast as the slowest subscriber confirms. */
  static final class Publisher {
    private final Vertx vertx;
    private boolean listening;
    private long confirmed;
    private long published;
    private Runnable more = () -> {};

    Publisher(Vertx vertx) {
      this.vertx = vertx;
    }

    /** The answer has the {@code count} of deliveries and the nanos. */
    Future<JsonObject> run(String address, int subscribers, int millis) {
      return listen(address).compose(ready -> publish(address, subscribers, millis));
    }

    private Future<Void> listen(String address) {
      if (listening) {
        return Future.succeededFuture();
      }
      listening = true;
      return vertx
          .eventBus()
          .<Integer>consumer(
              address + ".confirm",
              message -> {
                confirmed += message.body();
                more.run();
              })
          .completion();
    }

    private Future<JsonObject> publish(String address, int subscribers, int millis) {
      Promise<JsonObject> over = Promise.promise();
      long start = System.nanoTime();
      long before = confirmed;
      more = () -> publishSome(address, subscribers);
      vertx.setTimer(
          millis,
          timer -> {
            more = () -> {};
            long nanos = System.nanoTime() - start;
            over.complete(new JsonObject().put("count", confirmed - before).put("nanos", nanos));
          });
      more.run();
      return over.future();
    }

    private void publishSome(String address, int subscribers) {
      while (published * subscribers - confirmed < (long) UNCONFIRMED * subscribers) {
        published++;
        vertx.eventBus().publish(address, BODY);
      }
    }
  }
}
