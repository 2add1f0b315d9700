package dev.drover.k8s;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with manifests, all of it. */
final class Problems {
  private final List<String> found = new ArrayList<>();

  void require(boolean holds, String otherwise, Object... values) {
    if (!holds) {
      found.add(otherwise.formatted(values));
    }
  }

  List<String> found() {
    return List.copyOf(found);
  }

  static List<String> of(Manifests manifests) {
    Problems problems = new Problems();
    new PodRules(manifests, problems).check();
    new WiringRules(manifests, problems).check();
    new NetworkRules(manifests, problems).check();
    return problems.found();
  }
}
