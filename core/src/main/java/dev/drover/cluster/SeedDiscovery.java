package dev.drover.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.config.DiscoveryStrategyConfig;
import com.hazelcast.config.properties.PropertyDefinition;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.discovery.AbstractDiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryStrategyFactory;
import com.hazelcast.spi.discovery.SimpleDiscoveryNode;
import dev.drover.config.MemberAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hosts by name and address. Names are resolved again whenever Hazelcast looks for others, and
 * stand for all their addresses; a name that is not known at the moment stands for none.
 */
@SuppressWarnings("rawtypes") // Hazelcast's own signatures have them.
final class SeedDiscovery extends AbstractDiscoveryStrategy {
  /** Makes it for one Hazelcast. */
  record Factory(List<MemberAddress> seeds, int memberPort) implements DiscoveryStrategyFactory {
    @Override
    public Class<? extends DiscoveryStrategy> getDiscoveryStrategyType() {
      return SeedDiscovery.class;
    }

    @Override
    public DiscoveryStrategy newDiscoveryStrategy(
        DiscoveryNode self, ILogger logger, Map<String, Comparable> properties) {
      return new SeedDiscovery(this, logger, properties);
    }

    @Override
    public Collection<PropertyDefinition> getConfigurationProperties() {
      return List.of();
    }
  }

  /** Has a member look for others in this way. */
  static void use(Config config, Factory factory) {
    config.setProperty("hazelcast.discovery.enabled", "true");
    HazelcastSettings.join(config)
        .getDiscoveryConfig()
        .addDiscoveryStrategyConfig(new DiscoveryStrategyConfig(factory, Map.of()));
  }

  private final Factory of;
  private final AtomicBoolean joining = new AtomicBoolean(true);

  private SeedDiscovery(Factory of, ILogger logger, Map<String, Comparable> properties) {
    super(logger, properties);
    this.of = of;
  }

  /**
   * Everything at first: who joins asks all at once, and again. Later only where somebody listens:
   * when Hazelcast looks for the other part of a cluster that was split, it waits 5 s for each
   * address where nobody does, one after the other, and most ports have nobody.
   */
  @Override
  public Iterable<DiscoveryNode> discoverNodes() {
    List<InetSocketAddress> possible = possible();
    Set<InetSocketAddress> offered =
        joining.getAndSet(false) ? Set.copyOf(possible) : OpenPorts.among(possible);
    List<DiscoveryNode> nodes = new ArrayList<>();
    for (InetSocketAddress address : possible) {
      if (offered.contains(address)) {
        nodes.add(new SimpleDiscoveryNode(new Address(address)));
      }
    }
    return nodes;
  }

  private List<InetSocketAddress> possible() {
    List<InetSocketAddress> all = new ArrayList<>();
    for (MemberAddress seed : of.seeds()) {
      int first = seed.port() == 0 ? of.memberPort() : seed.port();
      int last = seed.port() == 0 ? first + HostsSettings.SPAN - 1 : first;
      for (InetAddress ip : addresses(seed.host())) {
        for (int port = first; port <= last; port++) {
          all.add(new InetSocketAddress(ip, port));
        }
      }
    }
    return all;
  }

  static List<InetAddress> addresses(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException notNow) {
      return List.of();
    }
  }
}
