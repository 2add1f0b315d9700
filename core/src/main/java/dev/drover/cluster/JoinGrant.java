package dev.drover.cluster;

import dev.drover.config.MemberAddress;
import io.vertx.core.json.JsonObject;

/**
 * The supervisor's leave for one replica to enter the cluster, and how.
 *
 * @param clusterName the cluster all replicas of a service share
 * @param port the port this member binds; fixed per slot, never searched for
 * @param seed {@code host:port} of a live member of this machine to join; null when there is none:
 *     to found the cluster, or join members of other hosts
 */
public record JoinGrant(String clusterName, int port, String seed) {

  /** The same for members that are not on the loopback interface. */
  JoinGrant on(String host) {
    return new JoinGrant(
        clusterName,
        port,
        seed == null ? null : new MemberAddress(host, MemberAddress.parse(seed).port()).toString());
  }

  public JsonObject toJson() {
    return new JsonObject().put("clusterName", clusterName).put("port", port).put("seed", seed);
  }

  public static JoinGrant fromJson(JsonObject json) {
    return new JoinGrant(
        json.getString("clusterName"), json.getInteger("port"), json.getString("seed"));
  }
}
