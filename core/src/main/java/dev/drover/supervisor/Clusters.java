package dev.drover.supervisor;

import dev.drover.cluster.ClusterName;
import dev.drover.config.ClusterConfig;
import dev.drover.config.ConfigException;
import dev.drover.config.DroverConfig;
import dev.drover.config.ServiceConfig;
import java.util.HashMap;
import java.util.Map;

/** The clusters of a supervisor's services: one, unless a service names another. */
final class Clusters {
  private final String common;
  private final ClusterConfig config;
  private final Map<String, Cluster> byName = new HashMap<>();

  Clusters(DroverConfig config) {
    this.config = config.cluster();
    common = this.config.name() == null ? ClusterName.unique(config.name()) : this.config.name();
  }

  /**
   * @throws ConfigException when it names one that cannot be beside the others'
   */
  ClusterDoor doorOf(ServiceConfig service) {
    String name = service.clusterName() == null ? common : service.clusterName();
    if (config.isBeyondThisHost() && !name.equals(common)) {
      throw new ConfigException(
          "services.%s.clusterName is %s, and that of the supervisor %s; with members on other hosts all services have to share one"
              .formatted(service.name(), name, common));
    }
    return new ClusterDoor(byName.computeIfAbsent(name, each -> new Cluster(each, config)));
  }
}
