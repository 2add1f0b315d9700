package dev.drover.config;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * Where a member of a cluster on several hosts is, and when one counts as lost.
 *
 * @param host what members bind: an address, a name, an interface such as {@code eth0}, or a
 *     network such as {@code 10.0.0.0/16}; null for the address by which this host reaches the
 *     others
 * @param publicHost the address at which others reach this host's members, where it is another one
 *     (NAT); its ports have to be the same; null for {@code host}
 * @param memberPort of Hazelcast, TCP; the replica with the number k of a supervisor has the
 *     (k-1)th after it
 * @param busPort of the event bus, TCP, counted the same way; 0 for any free one
 * @param lostAfter for how long nothing has to be heard of a member until it counts as lost; at
 *     least 2 s, in whole seconds
 */
public record ClusterNetwork(
    String host, String publicHost, int memberPort, int busPort, Duration lostAfter) {
  public static final int DEFAULT_MEMBER_PORT = 5701;

  /** Less, and a garbage collection or a busy machine would do. */
  static final Duration SHORTEST = Duration.ofSeconds(2);

  public static final ClusterNetwork DEFAULT =
      new ClusterNetwork(null, null, DEFAULT_MEMBER_PORT, 0, Duration.ofSeconds(10));

  public ClusterNetwork {
    if (memberPort < 1 || memberPort > 65_000) {
      throw new ConfigException("cluster.memberPort must be from 1 to 65000, was " + memberPort);
    }
    if (busPort < 0 || busPort > 65_000) {
      throw new ConfigException("cluster.busPort must be from 0 to 65000, was " + busPort);
    }
    if (lostAfter.compareTo(SHORTEST) < 0) {
      throw new ConfigException(
          "cluster.lostAfter must be at least %s, was %s"
              .formatted(Durations.format(SHORTEST), Durations.format(lostAfter)));
    }
  }

  /** The same with what is said here and was not there. */
  public ClusterNetwork withDefaults(String newHost, String newPublicHost, Integer newBusPort) {
    return new ClusterNetwork(
        host == null ? newHost : host,
        publicHost == null ? newPublicHost : publicHost,
        memberPort,
        busPort == 0 && newBusPort != null ? newBusPort : busPort,
        lostAfter);
  }

  public ClusterNetwork withMemberPort(int newMemberPort) {
    return new ClusterNetwork(host, publicHost, newMemberPort, busPort, lostAfter);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("host", host)
        .put("publicHost", publicHost)
        .put("memberPort", memberPort)
        .put("busPort", busPort)
        .put("lostAfterMs", lostAfter.toMillis());
  }

  static ClusterNetwork fromJson(JsonObject json) {
    return new ClusterNetwork(
        json.getString("host"),
        json.getString("publicHost"),
        json.getInteger("memberPort"),
        json.getInteger("busPort"),
        Duration.ofMillis(json.getLong("lostAfterMs")));
  }
}
