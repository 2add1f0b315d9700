package dev.drover.supervisor;

import dev.drover.config.ServiceConfig;
import dev.drover.config.Strategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which services are held down by others that are out. Pure decisions: each answer is what is to be
 * done because of what happened. A service that several hold down is let go by the last of them.
 */
final class StrategyPlan {
  private final Strategy strategy;
  private final List<ServiceConfig> startOrder;
  private final Map<String, Set<String>> holders = new LinkedHashMap<>();
  private final Set<String> out = new LinkedHashSet<>();

  StrategyPlan(Strategy strategy, List<ServiceConfig> startOrder) {
    this.strategy = strategy;
    this.startOrder = startOrder;
  }

  /**
   * A service has lost its last ready replica to a crash.
   *
   * @return those to be stopped, in that order
   */
  List<String> out(String service) {
    if (isHeld(service) || !out.add(service)) {
      return List.of();
    }
    List<String> affected = strategy.affectedBy(service, startOrder);
    List<String> stopped =
        new ArrayList<>(affected.stream().filter(each -> !isHeld(each)).toList());
    for (String each : affected) {
      holders.computeIfAbsent(each, absent -> new LinkedHashSet<>()).add(service);
      // Stopped itself now, it holds nobody down any more: whoever stopped it does.
      letGo(each);
    }
    Collections.reverse(stopped);
    return stopped;
  }

  private void letGo(String service) {
    if (out.remove(service)) {
      holders.values().forEach(by -> by.remove(service));
    }
  }

  /**
   * A service is ready again.
   *
   * @return those to be started, in that order
   */
  List<String> back(String service) {
    if (!out.remove(service)) {
      return List.of();
    }
    List<String> started = new ArrayList<>();
    for (ServiceConfig each : startOrder) {
      Set<String> by = holders.computeIfAbsent(each.name(), absent -> new LinkedHashSet<>());
      if (by.contains(service) && by.size() == 1) {
        started.add(each.name());
      }
      by.remove(service);
    }
    return started;
  }

  /**
   * A service has failed for good.
   *
   * @return those to be given up too, in that order
   */
  List<String> failed(String service) {
    out.remove(service);
    List<String> givenUp = new ArrayList<>(strategy.affectedBy(service, startOrder));
    Collections.reverse(givenUp);
    return givenUp;
  }

  boolean isHeld(String service) {
    return !holders.getOrDefault(service, Set.of()).isEmpty();
  }
}
