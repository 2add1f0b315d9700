package dev.drover.k8s;

import dev.drover.k8s.Manifests.Workload;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;

/** Who may reach which port: the ports between members are for members alone. */
final class NetworkRules {
  static final List<String> INNER = List.of("hazelcast", "eventbus");

  private final Manifests manifests;
  private final Problems problems;
  private final Workload workload;

  NetworkRules(Manifests manifests, Problems problems) {
    this.manifests = manifests;
    this.problems = problems;
    this.workload = manifests.workload();
  }

  void check() {
    for (NetworkPolicy policy : manifests.all(NetworkPolicy.class)) {
      problems.require(
          workload.isSelectedBy(policy.getSpec().getPodSelector().getMatchLabels()),
          "network policy %s selects no pod",
          policy.getMetadata().getName());
      policy.getSpec().getIngress().forEach(this::ingress);
    }
    for (String inner : INNER) {
      problems.require(
          manifests.all(NetworkPolicy.class).stream()
              .flatMap(policy -> policy.getSpec().getIngress().stream())
              .filter(this::isFromOwnPodsOnly)
              .flatMap(rule -> rule.getPorts().stream())
              .anyMatch(port -> opens(port, first(inner)) && opens(port, last(inner))),
          "no network policy lets members reach ports %d to %d",
          first(inner),
          last(inner));
    }
  }

  private int first(String inner) {
    return ClusterFacts.first(manifests.drover(), inner);
  }

  private int last(String inner) {
    return first(inner) + ClusterFacts.span(manifests.drover()) - 1;
  }

  private void ingress(NetworkPolicyIngressRule rule) {
    for (NetworkPolicyPort each : rule.getPorts()) {
      problems.require(
          each.getPort().getStrVal() == null || workload.port(each.getPort().getStrVal()) != null,
          "a network policy is about a port %s that the container does not name",
          each.getPort().getStrVal());
    }
    boolean all = rule.getPorts().isEmpty();
    for (String inner : INNER) {
      problems.require(
          isFromOwnPodsOnly(rule)
              || !all && rule.getPorts().stream().noneMatch(port -> opens(port, first(inner))),
          "port %s is open to others",
          inner);
    }
  }

  private boolean isFromOwnPodsOnly(NetworkPolicyIngressRule rule) {
    return rule.getFrom() != null
        && !rule.getFrom().isEmpty()
        && rule.getFrom().stream()
            .allMatch(
                peer ->
                    peer.getNamespaceSelector() == null
                        && peer.getPodSelector() != null
                        && workload.isSelectedBy(peer.getPodSelector().getMatchLabels()));
  }

  private boolean opens(NetworkPolicyPort rule, int number) {
    IntOrString port = rule.getPort();
    if (port.getStrVal() != null) {
      return workload.port(port.getStrVal()) != null
          && workload.port(port.getStrVal()).getContainerPort() == number;
    }
    int last = rule.getEndPort() == null ? port.getIntVal() : rule.getEndPort();
    return port.getIntVal() <= number && number <= last;
  }
}
