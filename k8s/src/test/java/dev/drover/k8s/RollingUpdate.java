package dev.drover.k8s;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The workload's controller, the endpoints and the node's proxy, for one update of all pods. */
final class RollingUpdate {
  private final Kubelet kubelet;
  private final ClusterDns dns;
  private final ServiceLoad load;
  private final String dnsName;
  private final List<Pod> pods = new ArrayList<>();
  private final List<String> endpoints = new ArrayList<>();
  private final Map<Pod, Long> terminated = new HashMap<>();
  private int number;

  RollingUpdate(Kubelet kubelet, ClusterDns dns, ServiceLoad load, Manifests manifests) {
    this.kubelet = kubelet;
    this.dns = dns;
    this.load = load;
    this.dnsName =
        "%s.%s.svc.cluster.local"
            .formatted(
                ClusterFacts.serviceName(manifests.drover()),
                manifests.workload().object().getMetadata().getNamespace());
  }

  /** All at once, as a new deployment does; returns when they are ready. */
  List<Pod> start(String... names) throws Exception {
    List<Pod> started = new ArrayList<>();
    for (String name : names) {
      started.add(kubelet.create(name));
      pods.add(started.get(started.size() - 1));
      publish();
    }
    for (Pod pod : started) {
      kubelet.awaitReady(pod);
      route(pod, true);
    }
    return started;
  }

  /**
   * As a deployment does: a new pod; when it is ready the old one gets what the manifest says.
   *
   * @param lateSeconds after SIGTERM, for which the node's proxy still knows the old one
   */
  void replace(Pod old, long lateSeconds) throws Exception {
    start("new-" + ++number);
    end(old, lateSeconds);
  }

  /** As a stateful set does: the old pod is gone before there is another of its name. */
  Pod replaceInPlace(Pod old, long lateSeconds) throws Exception {
    end(old, lateSeconds);
    return start(old.name()).get(0);
  }

  private void end(Pod old, long lateSeconds) throws Exception {
    terminated.put(old, kubelet.askToEnd(old));
    TimeUnit.SECONDS.sleep(lateSeconds);
    int readiness = kubelet.readiness(old);
    if (readiness != 503) {
      throw new AssertionError(
          "%s answers %d to its readiness probe %d s after SIGTERM, not 503; output:%n%s"
              .formatted(old.name(), readiness, lateSeconds, old.output()));
    }
    route(old, false);
    int code = kubelet.awaitEnd(old);
    if (code != 0) {
      throw new AssertionError(old.name() + " has ended with " + code + ":\n" + old.output());
    }
    pods.remove(old);
    publish();
  }

  /** Answers of pods on connections that were made after their SIGTERM. */
  long latecomers() {
    return terminated.entrySet().stream()
        .mapToLong(
            each ->
                load.answers().stream()
                    .filter(answer -> answer.pod().equals(each.getKey().address()))
                    .filter(answer -> answer.connectedAt() - each.getValue() > 0)
                    .count())
        .sum();
  }

  /** Of the pod that takes most. */
  long memoryBytes() {
    return pods.stream().mapToLong(Pod::memoryBytes).max().orElseThrow();
  }

  /** In DNS from the beginning to the end of a pod, ready or not. */
  private void publish() throws IOException {
    dns.set(dnsName, pods.stream().map(Pod::address).toList());
  }

  private void route(Pod pod, boolean here) {
    if (here) {
      endpoints.add(pod.address());
    } else {
      endpoints.remove(pod.address());
    }
    load.endpoints(endpoints);
  }
}
