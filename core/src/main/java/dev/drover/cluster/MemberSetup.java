package dev.drover.cluster;

import com.hazelcast.config.Config;
import dev.drover.config.ClusterConfig;
import dev.drover.config.ClusterSecurity;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;

/**
 * How one member enters its cluster.
 *
 * @param host the address that it binds; null where Hazelcast's configuration says it
 */
record MemberSetup(Config config, Entrance entrance, ClusterConfig cluster, String host) {

  /** As the supervisor said. */
  static MemberSetup of(JoinGrant grant, ClusterConfig cluster) {
    ClusterConfig named = cluster.withName(grant.clusterName());
    prepareLogs(named);
    if (named.isBeyondThisHost()) {
      HostsSettings hosts = new HostsSettings(named);
      GrantedEntrance entrance = GrantedEntrance.amongHosts(grant, hosts);
      return new MemberSetup(entrance.config(), entrance, named, hosts.host());
    }
    GrantedEntrance entrance = new GrantedEntrance(grant);
    Config config = entrance.config();
    config.setClusterName(ClusterName.withSecret(named.name(), named.security().secret()));
    return new MemberSetup(config, entrance, named, null);
  }

  /** By itself. */
  static MemberSetup standalone(ClusterConfig cluster) {
    if (UserConfiguration.exists()) {
      return new MemberSetup(ConfigUtil.loadConfig(), Entrance.OPEN, cluster, null);
    }
    prepareLogs(cluster);
    if (cluster.isBeyondThisHost()) {
      HostsSettings hosts = new HostsSettings(cluster);
      return new MemberSetup(
          hosts.standalone(), new HostsEntrance(hosts, cluster), cluster, hosts.host());
    }
    ClusterConfig named = cluster.name() == null ? cluster.withName(ClusterName.ofUser()) : cluster;
    SearchedEntrance entrance =
        new SearchedEntrance(ClusterName.withSecret(named.name(), named.security().secret()));
    return new MemberSetup(entrance.config(), entrance, named, null);
  }

  private static void prepareLogs(ClusterConfig cluster) {
    HazelcastLogging.quieten();
    if (cluster.isBeyondThisHost() || !cluster.security().equals(ClusterSecurity.NONE)) {
      HazelcastLogging.tellRefusals();
    }
  }
}
