package com.acme;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Crashes its JVM soon after its start. */
public class CrashingVerticle extends VerticleBase {
  @Override
  public Future<?> start() {
    System.out.println("about to crash");
    vertx.setTimer(50, id -> Runtime.getRuntime().halt(3));
    return Future.succeededFuture();
  }
}
