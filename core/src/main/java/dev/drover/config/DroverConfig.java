package dev.drover.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one supervisor keeps alive.
 *
 * @param name of the supervisor, by which it is told from others of the same user; rules as for a
 *     service's name
 * @param services in the order they were written; at least one
 * @param clusterName of the event bus all services share, unless a service names another; null for
 *     one that is unique to this run
 */
public record DroverConfig(String name, List<ServiceConfig> services, String clusterName) {

  /**
   * @throws ConfigException with every problem: names used twice, services that depend on ones that
   *     are not there, or on each other
   */
  public DroverConfig {
    ServiceConfig.requireName("supervisor", name);
    services = List.copyOf(services);
    if (services.isEmpty()) {
      throw new ConfigException("services must not be empty");
    }
    List<String> problems = new ArrayList<>(doubled(services));
    problems.addAll(StartOrder.problems(services));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
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
