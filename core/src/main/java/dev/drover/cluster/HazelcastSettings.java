package dev.drover.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.instance.EndpointQualifier;
import dev.drover.config.MemberAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Hazelcast for members on one machine: explicit members on the loopback interface, quick to join,
 * few threads, no features that nobody asked for.
 */
final class HazelcastSettings {

  static final String LOOPBACK = "127.0.0.1";

  /** Hazelcast's own pause between attempts to ask what cannot be asked at the moment. */
  static final int RETRY_MILLIS = 500;

  /**
   * After so many attempts it fails. With Hazelcast's 250 a join that asked a member which had just
   * gone took two minutes.
   */
  static final int RETRIES = 50;

  /**
   * Each yields to a system property of the same name: Hazelcast itself would prefer what the
   * configuration says.
   */
  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("hazelcast.logging.type", "jdk"),
          Map.entry("hazelcast.phone.home.enabled", "false"),
          Map.entry("hazelcast.health.monitoring.level", "OFF"),
          Map.entry("hazelcast.socket.bind.any", "false"),
          // The default of 5 s would be the whole duration of a join.
          Map.entry("hazelcast.wait.seconds.before.join", "0"),
          Map.entry("hazelcast.max.join.seconds", "30"),
          // For hangs only: the socket of a dead process is closed at once.
          Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
          Map.entry("hazelcast.max.no.heartbeat.seconds", "10"),
          Map.entry("hazelcast.operation.call.timeout.millis", "10000"),
          Map.entry("hazelcast.invocation.max.retry.count", String.valueOf(RETRIES)),
          Map.entry("hazelcast.graceful.shutdown.max.wait", "10"),
          // Should a cluster be split in spite of all (a member hung and came back), heal it soon.
          Map.entry("hazelcast.merge.first.run.delay.seconds", "10"),
          Map.entry("hazelcast.merge.next.run.delay.seconds", "10"),
          Map.entry("hazelcast.operation.thread.count", "2"),
          Map.entry("hazelcast.operation.generic.thread.count", "2"),
          Map.entry("hazelcast.io.thread.count", "1"),
          Map.entry("hazelcast.event.thread.count", "1"));

  private HazelcastSettings() {}

  /** A member that enters as the supervisor said. */
  static Config granted(JoinGrant grant) {
    Config config = on(LOOPBACK, grant.clusterName());
    tcpIp(config).setEnabled(true);
    // A fixed port: a member that searched for one could take the port where others expect theirs,
    // and found a second cluster there.
    endpoint(config).setPort(grant.port()).setPortAutoIncrement(false);
    if (grant.seed() != null) {
      tcpIp(config).setRequiredMember(grant.seed());
    }
    return config;
  }

  /** A member that looks for the others on a range of ports, and takes the first free one of it. */
  static Config searching(String clusterName, PortRange range) {
    Config config = on(LOOPBACK, clusterName);
    endpoint(config).setPort(range.first()).setPortCount(range.size()).setPortAutoIncrement(true);
    List<MemberAddress> all =
        IntStream.rangeClosed(range.first(), range.last())
            .mapToObj(port -> new MemberAddress(LOOPBACK, port))
            .toList();
    SeedDiscovery.use(config, new SeedDiscovery.Factory(all, range.first()));
    return config;
  }

  /** What all have in common, with a way to find others left to be said. */
  static Config on(String host, String clusterName) {
    Config config = new Config().setClusterName(clusterName);
    eventBusMaps(config);
    // With an endpoint for members alone. On one that is for clients too, Hazelcast's thread for
    // output turns in circles, and sends nothing to anybody, for as long as a member that has just
    // been connected to does not answer: one that is starting, or hangs.
    config.getAdvancedNetworkConfig().setEnabled(true);
    ServerSocketEndpointConfig endpoint = endpoint(config);
    // The port of a member that was killed is in TIME_WAIT.
    endpoint.setReuseAddress(true);
    endpoint.getInterfaces().setEnabled(true).addInterface(host);
    join(config).getAutoDetectionConfig().setEnabled(false);
    join(config).getMulticastConfig().setEnabled(false);
    tcpIp(config).setConnectionTimeoutSeconds(2);
    config.getJetConfig().setEnabled(false);
    config.getMetricsConfig().setEnabled(false);
    PROPERTIES.forEach((name, value) -> property(config, name, value));
    return config;
  }

  /** Unless the user has said something else. */
  static void property(Config config, String name, String value) {
    if (System.getProperty(name) == null) {
      config.setProperty(name, value);
    }
  }

  /** What a member binds. */
  static ServerSocketEndpointConfig endpoint(Config config) {
    return (ServerSocketEndpointConfig)
        config.getAdvancedNetworkConfig().getEndpointConfigs().get(EndpointQualifier.MEMBER);
  }

  /** How it finds others. */
  static JoinConfig join(Config config) {
    return config.getAdvancedNetworkConfig().getJoin();
  }

  static TcpIpConfig tcpIp(Config config) {
    return join(config).getTcpIpConfig();
  }

  /** What vertx-hazelcast requires of a configuration that is not its own. */
  private static void eventBusMaps(Config config) {
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs").setBackupCount(1).setValueCollectionType("SET"));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
  }
}
