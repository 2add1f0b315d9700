package dev.drover.process;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

/** Whose context a child's events run on. */
final class Contexts {

  private Contexts() {}

  /** The caller's; a new one for a thread that has none. */
  static ContextInternal of(Vertx vertx) {
    return ((VertxInternal) vertx).getOrCreateContext();
  }

  /** One of its own, for a caller who is about to block the thread of his. */
  static ContextInternal another(Vertx vertx) {
    return ((VertxInternal) vertx).createEventLoopContext();
  }

  static boolean onEventLoop() {
    return Context.isOnEventLoopThread();
  }
}
