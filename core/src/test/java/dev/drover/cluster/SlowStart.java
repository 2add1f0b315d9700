package dev.drover.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.DiscoveryStrategyConfig;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.config.properties.PropertyDefinition;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.discovery.AbstractDiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryStrategyFactory;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A Hazelcast that takes so long for the last step before it counts as started that somebody who
 * does not wait for that has shut it down by then.
 */
@SuppressWarnings("rawtypes") // Hazelcast's own signatures have them.
final class SlowStart extends AbstractDiscoveryStrategy {

  private record Factory(Runnable step) implements DiscoveryStrategyFactory {
    @Override
    public Class<? extends DiscoveryStrategy> getDiscoveryStrategyType() {
      return SlowStart.class;
    }

    @Override
    public DiscoveryStrategy newDiscoveryStrategy(
        DiscoveryNode self, ILogger logger, Map<String, Comparable> properties) {
      return new SlowStart(step, logger, properties);
    }

    @Override
    public Collection<PropertyDefinition> getConfigurationProperties() {
      return List.of();
    }
  }

  private final Runnable step;

  private SlowStart(Runnable step, ILogger logger, Map<String, Comparable> properties) {
    super(logger, properties);
    this.step = step;
  }

  /** Completes when one of that configuration begins with the step. */
  static CompletableFuture<Void> of(Config config) {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<Void> shutDown = new CompletableFuture<>();
    LifecycleListener listener =
        event -> {
          if (event.getState() == LifecycleState.SHUTDOWN) {
            shutDown.complete(null);
          }
        };
    Runnable step =
        () -> {
          begun.complete(null);
          shutDown.completeOnTimeout(null, 2, TimeUnit.SECONDS).join();
        };
    config.addListenerConfig(new ListenerConfig(listener));
    HazelcastSettings.tcpIp(config).setEnabled(false);
    config.setProperty("hazelcast.discovery.enabled", "true");
    HazelcastSettings.join(config)
        .getDiscoveryConfig()
        .addDiscoveryStrategyConfig(new DiscoveryStrategyConfig(new Factory(step), Map.of()));
    return begun;
  }

  @Override
  public void start() {
    step.run();
  }

  @Override
  public Iterable<DiscoveryNode> discoverNodes() {
    return List.of();
  }
}
