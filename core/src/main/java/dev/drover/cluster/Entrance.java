package dev.drover.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** What has to be seen to before, during and after Hazelcast joins. */
@FunctionalInterface
interface Entrance {

  /** Joins, and nothing else. */
  Entrance OPEN = (vertx, join) -> join.get();

  /**
   * Calls {@code join} at most once. Fails with a {@link JoinException} where the reason is known.
   */
  Future<Void> enter(Vertx vertx, Supplier<Future<Void>> join);
}
