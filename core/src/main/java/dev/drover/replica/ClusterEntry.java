package dev.drover.replica;

import dev.drover.cluster.DroverClusterManager;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.cluster.ClusterManager;

/** How this JVM's Vert.x enters the cluster. Called on the thread that starts the application. */
interface ClusterEntry {

  /** Lays the entry's own defaults over options the user left open. */
  default void prepare(VertxOptions options) {}

  /** A cluster manager for one attempt to join; may block. */
  ClusterManager manager();

  /** The attempt succeeded. */
  default void joined() {}

  /** The application has to wait: why, in one line. Any thread. */
  default void waiting(String why) {}

  /** The member that came of it, where it is one of Drover's and known here; else null. */
  default DroverClusterManager member() {
    return null;
  }

  /** The attempt failed; whether another one may succeed. */
  default boolean failed(Throwable failure) {
    return false;
  }
}
