package dev.drover.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Services sorted so that each comes after those it depends on; otherwise as they were written. */
final class StartOrder {
  private final Map<String, ServiceConfig> byName = new LinkedHashMap<>();
  private final Map<String, ServiceConfig> sorted = new LinkedHashMap<>();
  private final Set<String> path = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();

  private StartOrder(List<ServiceConfig> services) {
    services.forEach(service -> byName.put(service.name(), service));
    services.forEach(this::visit);
  }

  static List<ServiceConfig> of(List<ServiceConfig> services) {
    return List.copyOf(new StartOrder(services).sorted.values());
  }

  /** Why there is no such order; empty when there is one. */
  static List<String> problems(List<ServiceConfig> services) {
    return List.copyOf(new StartOrder(services).problems);
  }

  private void visit(ServiceConfig service) {
    String name = service.name();
    if (sorted.containsKey(name)) {
      return;
    }
    path.add(name);
    service.dependsOn().forEach(needed -> follow(name, needed));
    path.remove(name);
    sorted.put(name, service);
  }

  private void follow(String name, String needed) {
    if (!byName.containsKey(needed)) {
      problems.add(
          "services.%s.dependsOn names '%s', which is not there; there are: %s"
              .formatted(name, needed, String.join(", ", byName.keySet())));
    } else if (path.contains(needed)) {
      problems.add("services depend on each other: " + circle(needed));
    } else {
      visit(byName.get(needed));
    }
  }

  private String circle(String first) {
    List<String> around = new ArrayList<>(path);
    around = new ArrayList<>(around.subList(around.indexOf(first), around.size()));
    around.add(first);
    return String.join(" -> ", around);
  }
}
