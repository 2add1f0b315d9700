package dev.drover.process;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** Where children live: every rule must hold in each. */
enum Host {
  /** A loop of Drover's own beside Vert.x' default transport. */
  NATIVE_BESIDE_NIO("native", false),
  /** The context's own loop. */
  NATIVE_ON_EPOLL("native", true),
  JDK("jdk", false);

  final String backend;
  private final boolean epoll;

  Host(String backend, boolean epoll) {
    this.backend = backend;
    this.epoll = epoll;
  }

  boolean isNative() {
    return this != JDK;
  }

  Vertx start() {
    System.setProperty(Backends.PROPERTY, backend);
    return Vertx.vertx(new VertxOptions().setPreferNativeTransport(epoll).setEventLoopPoolSize(2));
  }
}
