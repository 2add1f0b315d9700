package dev.drover.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What one supervisor keeps alive.
 *
 * @param name of the supervisor, by which it is told from others of the same user; rules as for a
 *     service's name
 * @param services in the order they were written; at least one
 * @param cluster of the event bus all services share, unless a service names another; null for
 *     {@link ClusterConfig#LOCAL}
 * @param strategy what becomes of the others when a service is out
 */
public record DroverConfig(
    String name, List<ServiceConfig> services, ClusterConfig cluster, Strategy strategy) {

  /**
   * @throws ConfigException with every problem: names used twice, services that depend on ones that
   *     are not there, or on each other
   */
  public DroverConfig {
    ServiceConfig.requireName("supervisor", name);
    Objects.requireNonNull(strategy, "strategy");
    services = List.copyOf(services);
    cluster = cluster == null ? ClusterConfig.LOCAL : cluster;
    if (services.isEmpty()) {
      throw new ConfigException("services must not be empty");
    }
    List<String> problems = new ArrayList<>(doubled(services));
    problems.addAll(StartOrder.problems(services));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  /**
   * With services that are restarted each for itself.
   *
   * @param clusterName null for one that is unique to this run
   */
  public DroverConfig(String name, List<ServiceConfig> services, String clusterName) {
    this(name, services, ClusterConfig.named(clusterName), Strategy.ONE_FOR_ONE);
  }

  public DroverConfig withStrategy(Strategy newStrategy) {
    return new DroverConfig(name, services, cluster, newStrategy);
  }

  public DroverConfig withCluster(ClusterConfig newCluster) {
    return new DroverConfig(name, services, newCluster, strategy);
  }

  /** A supervisor of one service, which it is named after. */
  public static DroverConfig of(ServiceConfig service) {
    return new DroverConfig(service.name(), List.of(service), null);
  }

  /** The services in an order in which each comes after those it depends on. */
  public List<ServiceConfig> startOrder() {
    return StartOrder.of(services);
  }

  private static List<String> doubled(List<ServiceConfig> services) {
    Set<String> seen = new LinkedHashSet<>();
    return services.stream()
        .map(ServiceConfig::name)
        .filter(each -> !seen.add(each))
        .distinct()
        .map(each -> "services." + each + " is there twice")
        .toList();
  }
}
