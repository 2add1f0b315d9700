package com.acme;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Does not start, and says something before. */
public class BrokenVerticle extends VerticleBase {
  @Override
  public Future<?> start() {
    System.out.println("looking for the database");
    return connect();
  }

  private static Future<?> connect() {
    throw new IllegalArgumentException("no database at " + "nowhere:5432");
  }
}
