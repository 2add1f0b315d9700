package dev.drover.config;

import io.vertx.core.json.JsonObject;
import java.util.Objects;

/**
 * The event bus' cluster: its name, how its members find each other, and who is let in.
 *
 * @param name members of different names never meet; null for one of the launcher's choice, which
 *     only members of one machine can share
 * @param minimum members, this one included, that have to be there before an application starts; 1
 *     for no wait. Only the start waits: nothing stops when members are lost later
 */
public record ClusterConfig(
    String name,
    ClusterDiscovery discovery,
    ClusterNetwork network,
    ClusterSecurity security,
    int minimum) {

  /** On this machine alone. */
  public static final ClusterConfig LOCAL =
      new ClusterConfig(
          null, ClusterDiscovery.HERE, ClusterNetwork.DEFAULT, ClusterSecurity.NONE, 1);

  /**
   * @throws ConfigException when members on several hosts have no name to meet by
   */
  public ClusterConfig {
    Objects.requireNonNull(discovery, "discovery");
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(security, "security");
    if (minimum < 1) {
      throw new ConfigException("cluster.minimum must be >= 1, was " + minimum);
    }
    if (name == null && discovery.isBeyondThisHost()) {
      throw new ConfigException(
          "cluster.name is missing; members on several hosts meet by it, such as name: acme");
    }
    if (name == null && security.secret() != null) {
      throw new ConfigException("cluster.secret is of a cluster with a name; add cluster.name");
    }
  }

  /**
   * @param name null for one of the launcher's choice
   */
  public static ClusterConfig named(String name) {
    return LOCAL.withName(name);
  }

  /** Whether members may be on other hosts; otherwise all are on this machine's loopback. */
  public boolean isBeyondThisHost() {
    return discovery.isBeyondThisHost();
  }

  public ClusterConfig withName(String newName) {
    return new ClusterConfig(newName, discovery, network, security, minimum);
  }

  public ClusterConfig withDiscovery(ClusterDiscovery newDiscovery) {
    return new ClusterConfig(name, newDiscovery, network, security, minimum);
  }

  public ClusterConfig withNetwork(ClusterNetwork newNetwork) {
    return new ClusterConfig(name, discovery, newNetwork, security, minimum);
  }

  public ClusterConfig withSecurity(ClusterSecurity newSecurity) {
    return new ClusterConfig(name, discovery, network, newSecurity, minimum);
  }

  public ClusterConfig withMinimum(int newMinimum) {
    return new ClusterConfig(name, discovery, network, security, newMinimum);
  }

  /** With the secrets: for a channel that nobody else reads. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("name", name)
        .put("discovery", discovery.toJson())
        .put("network", network.toJson())
        .put("security", security.toJson())
        .put("minimum", minimum);
  }

  public static ClusterConfig fromJson(JsonObject json) {
    return new ClusterConfig(
        json.getString("name"),
        ClusterDiscovery.fromJson(json.getJsonObject("discovery")),
        ClusterNetwork.fromJson(json.getJsonObject("network")),
        ClusterSecurity.fromJson(json.getJsonObject("security")),
        json.getInteger("minimum"));
  }
}
