package com.acme;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Listens first and gets ready later; meanwhile it answers 503. It does not get ready as long as
 * the file of its configuration exists.
 */
public class LateVerticle extends VerticleBase {
  private volatile boolean ready;

  @Override
  public Future<?> start() {
    Path broken = Path.of(config().getString("broken"));
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().setStatusCode(ready ? 200 : 503).end("ok"))
        .listen(config().getInteger("port", 0), "127.0.0.1")
        .compose(
            server -> {
              Promise<Void> late = Promise.promise();
              vertx.setTimer(500, timer -> finish(late, Files.exists(broken)));
              return late.future();
            });
  }

  private void finish(Promise<Void> late, boolean broken) {
    if (broken) {
      late.fail("still broken");
    } else {
      ready = true;
      late.complete();
    }
  }
}
