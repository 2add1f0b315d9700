package dev.drover.replica;

import dev.drover.cluster.DroverClusterManager;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Found by Vert.x' service loader: in a replica, an application that builds a clustered Vert.x and
 * names no cluster manager joins the service's cluster. Does nothing outside a replica, nor where
 * the application brings a configuration of Hazelcast.
 */
public final class ReplicaServiceProvider implements VertxServiceProvider {
  @Override
  public void init(VertxBootstrap builder) {
    ClusterEntry entry = Replica.clusterEntry();
    if (entry != null && DroverClusterManager.isFreeToChoose(builder.clusterManager())) {
      entry.prepare(builder.options());
      builder.clusterManager(new JoiningClusterManager(entry));
    }
  }
}
