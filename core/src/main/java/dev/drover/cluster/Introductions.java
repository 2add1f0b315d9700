package dev.drover.cluster;

import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Registrations that members have told of themselves, or that were known before others died, until
 * the cluster tells of them too. Not safe for several threads at a time.
 */
final class Introductions {
  private final Map<String, List<RegistrationInfo>> unconfirmed = new HashMap<>();

  void add(String address, RegistrationInfo info) {
    List<RegistrationInfo> there =
        unconfirmed.computeIfAbsent(address, absent -> new ArrayList<>());
    if (!there.contains(info)) {
      there.add(info);
    }
  }

  /** What the cluster names at an address, and what it does not name yet. */
  List<RegistrationInfo> complete(String address, List<RegistrationInfo> named) {
    List<RegistrationInfo> missing = unconfirmed.get(address);
    if (missing == null) {
      return List.copyOf(named);
    }
    missing.removeAll(named);
    if (missing.isEmpty()) {
      unconfirmed.remove(address);
    }
    List<RegistrationInfo> all = new ArrayList<>(named);
    all.addAll(missing);
    return List.copyOf(all);
  }

  /** Says at which addresses those members had any. */
  List<String> forget(Predicate<String> nodeIds) {
    List<String> addresses = new ArrayList<>();
    unconfirmed.forEach(
        (address, there) -> {
          if (there.removeIf(one -> nodeIds.test(one.nodeId()))) {
            addresses.add(address);
          }
        });
    unconfirmed.values().removeIf(List::isEmpty);
    return addresses;
  }
}
