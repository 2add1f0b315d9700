package com.acme;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Each instance has a number, serves HTTP on a port that all share, and answers on the event bus.
 */
public class InstanceVerticle extends VerticleBase {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String name = ProcessHandle.current().pid() + "/" + NUMBERS.incrementAndGet();

  @Override
  public Future<?> start() {
    if (NUMBERS.get() > config().getInteger("most", 1_000)) {
      return Future.failedFuture("there are enough of us");
    }
    vertx
        .eventBus()
        .<String>consumer(
            "work", message -> vertx.setTimer(5, timer -> message.reply(message.body())));
    return vertx
        .createHttpServer()
        .requestHandler(this::answer)
        .listen(config().getInteger("port", -1), "127.0.0.1");
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/slow" -> vertx.setTimer(700, timer -> request.response().end("slow"));
      case "/bus" ->
          vertx
              .eventBus()
              .<String>request("work", "done")
              .onSuccess(reply -> request.response().end(reply.body()))
              .onFailure(cause -> request.response().setStatusCode(500).end(String.valueOf(cause)));
      case "/count" -> request.response().end("count " + context.getInstanceCount());
      default -> request.response().end(name);
    }
  }
}
