package dev.drover.cluster;

import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Found by Vert.x' service loader from every {@code Vertx} that is built in this JVM: notes where
 * requests go ({@link DestinationSelector}). Changes nothing for one without a {@link
 * DroverClusterManager}.
 */
public final class ClusterServiceProvider implements VertxServiceProvider {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterServiceProvider.class);

  @Override
  public void init(VertxBootstrap builder) {
    try {
      DestinationSelector.install(builder);
    } catch (LinkageError | ClassCastException otherVertx) {
      LOG.warn(
          "this version of Vert.x is not one that Drover knows: requests to a replica that is killed"
              + " wait for their timeouts. "
              + otherVertx);
    }
  }
}
