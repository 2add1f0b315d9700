package dev.drover.k8s;

import dev.drover.config.ClusterConfig;
import dev.drover.config.ClusterDiscovery;
import dev.drover.config.ConfigFile;

/** What drover.yaml says of the cluster, in the words of the manifests. */
final class ClusterFacts {
  private ClusterFacts() {}

  /** The service by which members find each other; null when they do not by one. */
  static String serviceName(ConfigFile drover) {
    ClusterDiscovery discovery = drover.cluster().discovery();
    if (discovery instanceof ClusterDiscovery.Dns dns) {
      return dns.name();
    }
    return discovery instanceof ClusterDiscovery.Kubernetes kubernetes
        ? kubernetes.service()
        : null;
  }

  /** Ports of a pod from the first on: one for each JVM, and for one that is to replace it. */
  static int span(ConfigFile drover) {
    return 2 * Math.max(1, drover.services().get(0).replicas());
  }

  static int first(ConfigFile drover, String portName) {
    ClusterConfig cluster = drover.cluster();
    return portName.equals("hazelcast")
        ? cluster.network().memberPort()
        : cluster.network().busPort();
  }
}
