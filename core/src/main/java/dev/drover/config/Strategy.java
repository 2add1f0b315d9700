package dev.drover.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What becomes of the other services when one of a supervisor's is out: its last ready replica has
 * crashed. Those affected are stopped, and started again when it is ready again; where it has
 * failed for good they stay stopped. The strategies of Erlang/OTP's supervisors, with services in
 * the place of their children.
 */
public enum Strategy {
  /** Nothing: they have to live with it, and can use what is there again as soon as it is. */
  ONE_FOR_ONE,
  /** All others are affected. */
  ALL_FOR_ONE,
  /** Those that depend on it are affected, directly or through others. OTP's rest_for_one. */
  REST_IN_ORDER;

  /**
   * @param startOrder the supervisor's services, each after those it depends on
   * @return names of the affected services, in the order in which they start again
   */
  public List<String> affectedBy(String out, List<ServiceConfig> startOrder) {
    return switch (this) {
      case ONE_FOR_ONE -> List.of();
      case ALL_FOR_ONE ->
          startOrder.stream().map(ServiceConfig::name).filter(name -> !name.equals(out)).toList();
      case REST_IN_ORDER -> dependents(out, startOrder);
    };
  }

  private static List<String> dependents(String out, List<ServiceConfig> startOrder) {
    Set<String> affected = new LinkedHashSet<>(List.of(out));
    for (ServiceConfig each : startOrder) {
      if (each.dependsOn().stream().anyMatch(affected::contains)) {
        affected.add(each.name());
      }
    }
    affected.remove(out);
    return List.copyOf(affected);
  }
}
