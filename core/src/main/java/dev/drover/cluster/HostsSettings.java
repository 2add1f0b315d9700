package dev.drover.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.KubernetesConfig;
import dev.drover.config.ClusterConfig;
import dev.drover.config.ClusterDiscovery;
import dev.drover.config.ClusterDiscovery.Dns;
import dev.drover.config.ClusterDiscovery.Kubernetes;
import dev.drover.config.ClusterDiscovery.Members;
import dev.drover.config.ClusterDiscovery.Multicast;
import dev.drover.config.MemberAddress;
import java.util.List;

/** Hazelcast for members on several hosts. */
final class HostsSettings {
  /**
   * Ports tried at a host for which none is said: members have the lowest numbers that are free, so
   * one of the first is alive if any is.
   */
  static final int SPAN = 4;

  private final ClusterConfig cluster;
  private final String host;

  /** Blocks while it asks DNS which address of this machine others reach it by. */
  HostsSettings(ClusterConfig cluster) {
    this.cluster = cluster;
    this.host = OwnHost.of(cluster);
  }

  /** The address that this member binds. */
  String host() {
    return host;
  }

  /** A member that enters as the supervisor said. */
  Config granted(JoinGrant grant) {
    Config config = config(grant.clusterName());
    HazelcastSettings.endpoint(config).setPort(grant.port()).setPortAutoIncrement(false);
    if (grant.seed() != null && !(cluster.discovery() instanceof Multicast)) {
      HazelcastSettings.tcpIp(config).setRequiredMember(grant.on(host).seed());
    }
    return config;
  }

  /** A member without a supervisor, which may have neighbours of its kind. */
  Config standalone() {
    Config config = config(cluster.name());
    HazelcastSettings.endpoint(config)
        .setPort(cluster.network().memberPort())
        .setPortCount(SPAN)
        .setPortAutoIncrement(true);
    return config;
  }

  private Config config(String clusterName) {
    String secret = cluster.security().secret();
    Config config = HazelcastSettings.on(host, ClusterName.withSecret(clusterName, secret));
    long lostAfter = cluster.network().lostAfter().toSeconds();
    HazelcastSettings.property(
        config, "hazelcast.max.no.heartbeat.seconds", String.valueOf(lostAfter));
    HazelcastSettings.property(
        config, "hazelcast.invocation.max.retry.count", String.valueOf(retries(lostAfter)));
    // A host that is gone does not even refuse, and must not keep others from starting.
    HazelcastSettings.endpoint(config)
        .setSocketConnectTimeoutSeconds(
            Integer.getInteger("hazelcast.socket.connect.timeout.seconds", 2));
    if (secret != null) {
      // Each of Hazelcast's lines would begin with what only members may know.
      HazelcastSettings.property(config, "hazelcast.logging.details.enabled", "false");
    }
    String publicHost = cluster.network().publicHost();
    if (publicHost != null) {
      HazelcastSettings.endpoint(config).setPublicAddress(publicHost);
      // Hazelcast does not look here, but vertx-hazelcast does, for the event bus.
      config.getNetworkConfig().setPublicAddress(publicHost);
    }
    find(config, HazelcastSettings.join(config));
    return config;
  }

  /** Enough to outlast the time in which an unreachable member is still one. */
  private static long retries(long lostAfterSeconds) {
    return Math.max(
        HazelcastSettings.RETRIES, 2 * lostAfterSeconds * 1000 / HazelcastSettings.RETRY_MILLIS);
  }

  private void find(Config config, JoinConfig join) {
    ClusterDiscovery how = cluster.discovery();
    if (how instanceof Multicast multicast) {
      join.getMulticastConfig()
          .setEnabled(true)
          .setMulticastGroup(multicast.group())
          .setMulticastPort(multicast.port());
    } else if (how instanceof Kubernetes kubernetes) {
      askKubernetes(join.getKubernetesConfig().setEnabled(true), kubernetes);
    } else {
      SeedDiscovery.use(
          config, new SeedDiscovery.Factory(seeds(how), cluster.network().memberPort()));
    }
  }

  private void askKubernetes(KubernetesConfig config, Kubernetes kubernetes) {
    config.setProperty("service-port", String.valueOf(cluster.network().memberPort()));
    if (kubernetes.namespace() != null) {
      config.setProperty("namespace", kubernetes.namespace());
    }
    if (kubernetes.service() != null) {
      config.setProperty("service-name", kubernetes.service());
    }
    if (kubernetes.podLabel() != null) {
      String[] label = kubernetes.podLabel().split("=", 2);
      config.setProperty("pod-label-name", label[0]);
      config.setProperty("pod-label-value", label[1]);
    }
  }

  /** Where others may be, as far as that is known by names and addresses. */
  static List<MemberAddress> seeds(ClusterDiscovery how) {
    if (how instanceof Members list) {
      return list.members();
    }
    return how instanceof Dns dns ? List.of(new MemberAddress(dns.name(), 0)) : List.of();
  }
}
