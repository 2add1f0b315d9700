package com.acme;

import io.vertx.core.Vertx;

/** Builds its own Vert.x: {@code OwnMain listen|cluster|throw|return}. */
final class OwnMain {
  private OwnMain() {}

  public static void main(String[] args) {
    switch (args[0]) {
      case "listen" -> Vertx.vertx().deployVerticle(new HelloVerticle());
      case "cluster" ->
          Vertx.builder()
              .buildClustered()
              .compose(vertx -> vertx.deployVerticle(new HelloVerticle()))
              .onFailure(Throwable::printStackTrace);
      case "throw" -> throw new IllegalStateException("main has enough");
      default -> Vertx.vertx();
    }
  }
}
