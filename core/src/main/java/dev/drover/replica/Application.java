package dev.drover.replica;

import dev.drover.config.ApplicationSpec;
import dev.drover.config.StopPolicy;
import dev.drover.socket.ServerSockets;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.function.Supplier;

/** The user's application running in this JVM, be it a replica or the launcher's own. */
public final class Application {

  private Application() {}

  /**
   * Builds Vert.x and deploys the verticle, or runs the main method. Blocks until the verticle is
   * deployed or the main method has returned; never call it on an event loop.
   *
   * @param loader finds the application's classes
   * @param sockets already installed in this JVM
   * @param clusterManager asked only when the application is clustered; may block
   * @throws StartException when it did not start; says why in the user's terms
   */
  public static Application start(
      ApplicationSpec spec,
      ClassLoader loader,
      ServerSockets sockets,
      Supplier<ClusterManager> clusterManager)
      throws StartException {
    throw new IllegalStateException("skeleton");
  }

  /** Instances deployed; 0 for a main method. */
  public int instances() {
    throw new IllegalStateException("skeleton");
  }

  /**
   * Drains and closes, by the order of a lossless leave. Blocks for at most {@code policy.grace()};
   * never call it on an event loop.
   *
   * @return connections that were cut because the drain time was over
   */
  public int stop(StopPolicy policy) {
    throw new IllegalStateException("skeleton");
  }
}
