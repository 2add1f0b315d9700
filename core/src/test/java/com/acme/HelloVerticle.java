package com.acme;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Serves its pid on the port of its configuration, 0 by default. */
public class HelloVerticle extends VerticleBase {
  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer()
        .requestHandler(
            request -> request.response().end("pid " + ProcessHandle.current().pid() + "\n"))
        .listen(config().getInteger("port", 0), "127.0.0.1");
  }
}
