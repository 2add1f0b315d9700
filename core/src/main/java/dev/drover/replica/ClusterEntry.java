package dev.drover.replica;

import io.vertx.core.VertxOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.function.Supplier;

/** How this JVM's Vert.x enters the cluster. Called on the thread that starts the application. */
interface ClusterEntry {

  /** Lays the entry's own defaults over options the user left open. */
  default void prepare(VertxOptions options) {}

  /** A cluster manager for one attempt to join; may block. */
  ClusterManager manager();

  /** The attempt succeeded. */
  default void joined() {}

  /** The attempt failed; whether another one may succeed. */
  default boolean failed(Throwable failure) {
    return false;
  }

  /** One attempt. */
  static ClusterEntry once(Supplier<ClusterManager> manager) {
    return manager::get;
  }
}
