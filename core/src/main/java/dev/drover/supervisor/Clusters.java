package dev.drover.supervisor;

import dev.drover.cluster.ClusterName;
import dev.drover.config.DroverConfig;
import dev.drover.config.ServiceConfig;
import java.util.HashMap;
import java.util.Map;

/** The clusters of a supervisor's services: one, unless a service names another. */
final class Clusters {
  private final String common;
  private final Map<String, Cluster> byName = new HashMap<>();

  Clusters(DroverConfig config) {
    common =
        config.clusterName() == null ? ClusterName.unique(config.name()) : config.clusterName();
  }

  ClusterDoor doorOf(ServiceConfig service) {
    String name = service.clusterName() == null ? common : service.clusterName();
    return new ClusterDoor(byName.computeIfAbsent(name, Cluster::new));
  }
}
