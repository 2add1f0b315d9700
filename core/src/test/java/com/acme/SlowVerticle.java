package com.acme;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;

/** Never gets ready. */
public class SlowVerticle extends VerticleBase {
  @Override
  public Future<?> start() {
    return Promise.promise().future();
  }
}
