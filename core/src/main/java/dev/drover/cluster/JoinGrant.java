package dev.drover.cluster;

import io.vertx.core.json.JsonObject;

/**
 * The supervisor's leave for one replica to enter the cluster, and how.
 *
 * @param clusterName the cluster all replicas of a service share
 * @param port the loopback port this member binds; fixed per slot, never searched for
 * @param seed {@code host:port} of a live member to join, or null to found the cluster
 */
public record JoinGrant(String clusterName, int port, String seed) {

  public JsonObject toJson() {
    return new JsonObject().put("clusterName", clusterName).put("port", port).put("seed", seed);
  }

  public static JoinGrant fromJson(JsonObject json) {
    return new JoinGrant(
        json.getString("clusterName"), json.getInteger("port"), json.getString("seed"));
  }
}
