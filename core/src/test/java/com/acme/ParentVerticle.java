package com.acme;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Starts a program that outlives it by far, and prints its pid. */
public class ParentVerticle extends VerticleBase {
  @Override
  public Future<?> start() throws Exception {
    System.out.println("child " + new ProcessBuilder("sleep", "300").start().pid());
    return Future.succeededFuture();
  }
}
