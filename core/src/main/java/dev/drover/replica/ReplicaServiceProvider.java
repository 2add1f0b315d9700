package dev.drover.replica;

import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/**
 * Found by Vert.x' service loader: in a replica, an application that builds a clustered Vert.x and
 * names no cluster manager joins the service's cluster. Does nothing outside a replica, nor where
 * the application brings a configuration of Hazelcast.
 */
public final class ReplicaServiceProvider implements VertxServiceProvider {
  @Override
  public void init(VertxBootstrap builder) {
    ClusterEntry entry = Replica.clusterEntry();
    if (entry != null && isUnsaid(builder.clusterManager()) && !hasOwnConfig()) {
      entry.prepare(builder.options());
      builder.clusterManager(new JoiningClusterManager(entry));
    }
  }

  /** Hazelcast's own provider may have run before this one; then its default is there. */
  private static boolean isUnsaid(ClusterManager manager) {
    return manager == null
        || manager.getClass() == HazelcastClusterManager.class
            && ((HazelcastClusterManager) manager).getConfig() == null
            && ((HazelcastClusterManager) manager).getHazelcastInstance() == null;
  }

  private static boolean hasOwnConfig() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return System.getProperty("vertx.hazelcast.config") != null
        || loader != null && loader.getResource("cluster.xml") != null;
  }
}
