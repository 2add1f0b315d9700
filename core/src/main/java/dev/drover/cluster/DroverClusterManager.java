package dev.drover.cluster;

import com.hazelcast.config.Config;
import io.vertx.core.Future;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/** Hazelcast as Drover configures it, with a leave that loses no message. */
public final class DroverClusterManager extends HazelcastClusterManager {

  DroverClusterManager(Config config) {
    super(config);
  }

  /** For a replica the supervisor has granted entry. */
  public static DroverClusterManager of(JoinGrant grant) {
    throw new IllegalStateException("skeleton");
  }

  /**
   * Withdraws this member's event-bus registrations from the cluster while its handlers stay, so
   * that what is already on its way is still handled.
   */
  public Future<Void> withdraw() {
    throw new IllegalStateException("skeleton");
  }
}
