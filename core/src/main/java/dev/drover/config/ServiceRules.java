package dev.drover.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What has to be true of the services of a file together. */
final class ServiceRules {
  private static final int MOST = 1_000;

  private final Values file;
  private final Key<?> key;
  private final Map<String, ServiceEntry> services;
  private final Set<String> done = new HashSet<>();

  ServiceRules(Values file, Key<?> key, Map<String, ServiceEntry> services) {
    this.file = file;
    this.key = key;
    this.services = services;
  }

  /**
   * @param watched whether the file says where the health of a service in the launcher's own JVM is
   *     told
   */
  void check(boolean watched) {
    if (file.hasNoMembers(key)) {
      file.problem(key, "has none; name one and what it runs: {web: {verticle: com.acme.Web}}");
    }
    if (services.size() > MOST) {
      file.problem(key, "has more than " + MOST + "; one supervisor cannot keep that many");
      return;
    }
    services.values().forEach(this::checkOwnJvm);
    if (!watched) {
      services.values().forEach(this::checkHang);
    }
    services.values().forEach(this::checkNames);
    services.keySet().forEach(name -> checkCycle(name, new ArrayDeque<>()));
  }

  private void checkOwnJvm(ServiceEntry service) {
    if (service.replicas() == 0 && services.size() > 1) {
      file.problem(
          service.origin().place("replicas"),
          "services."
              + service.name()
              + ".replicas is 0 (the launcher's own JVM), which only a file's only service can"
              + " have; raise it");
    }
  }

  private void checkHang(ServiceEntry service) {
    if (service.replicas() == 0 && service.origin().has("hang")) {
      file.problem(
          service.origin().place("hang"),
          "services."
              + service.name()
              + ".hang is for replicas or control.health, and replicas is 0 (the launcher's own"
              + " JVM); raise it, or say control.health");
    }
  }

  private void checkNames(ServiceEntry service) {
    for (String name : service.dependsOn()) {
      if (!file.hasMember(key, name)) {
        file.problem(
            service.origin().place("dependsOn"),
            "services.%s.dependsOn names %s, which is no service%s"
                .formatted(
                    service.name(),
                    service.origin().hide("'" + name + "'"),
                    NearNames.hint(name, services.keySet())));
      }
    }
  }

  /** Each circle is told once, at the service that closes it. */
  private void checkCycle(String name, Deque<String> way) {
    if (way.contains(name)) {
      List<String> all = new ArrayList<>(way);
      List<String> circle = new ArrayList<>(all.subList(all.indexOf(name), all.size()));
      circle.add(name);
      String last = way.peekLast();
      file.problem(
          services.get(last).origin().place("dependsOn"),
          "services.%s.dependsOn goes in a circle: %s; remove one of them"
              .formatted(last, String.join(" -> ", circle)));
      return;
    }
    ServiceEntry service = services.get(name);
    if (service == null || done.contains(name)) {
      return;
    }
    way.addLast(name);
    service.dependsOn().forEach(next -> checkCycle(next, way));
    way.removeLast();
    done.add(name);
  }
}
