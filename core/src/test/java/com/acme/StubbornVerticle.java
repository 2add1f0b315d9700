package com.acme;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.CountDownLatch;

/** Blocks its event loop for ever when it is told to stop. */
public class StubbornVerticle extends VerticleBase {
  @Override
  public Future<?> stop() throws InterruptedException {
    new CountDownLatch(1).await();
    return Future.succeededFuture();
  }
}
