package dev.drover.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.k8s.ServiceLoad.Answer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Pods as the manifests say: what the rendered workload starts, in network, process and mount
 * namespaces, with its probes, its preStop and its times. No container engine and no cluster.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(600)
class PodsIT extends PodNetwork {
  /** For which a node's proxy still sends connections to a pod that has got SIGTERM. */
  private static final long LATE_SECONDS = 3;

  private static final int CONNECTIONS = 6;

  @Test
  void aRollingUpdateWithLateEndpointsLosesNoRequest() throws Exception {
    Manifests manifests = Kustomize.render(Kustomize.overlay("prod"));
    Image image = Image.build(scratch);
    assertThat(image.user()).isEqualTo(user(manifests));
    try (ClusterDns dns = network.onNode(() -> new ClusterDns(Namespaces.NODE));
        Kubelet kubelet = new Kubelet(network, manifests, image, scratch, Map.of());
        ServiceLoad load = new ServiceLoad(network, 8080)) {
      RollingUpdate update = new RollingUpdate(kubelet, dns, load, manifests);
      List<Pod> old = update.start("old-1", "old-2");
      assertThat(load.heard(old.get(0).address(), 2)).containsExactlyInAnyOrder("old-1", "old-2");
      assertThat(dns.asked()).contains("web-cluster.web-prod.svc.cluster.local");
      assertThat(new ServiceLoad(network, 7718).get(old.get(0).address(), "/metrics"))
          .contains(scaledBy(manifests) + "{");
      load.start(CONNECTIONS);
      for (Pod pod : old) {
        update.replace(pod, LATE_SECONDS);
      }
      TimeUnit.SECONDS.sleep(1);
      assertThat(update.memoryBytes()).isPositive().isLessThan(manifests.workload().memoryLimit());
      load.stop();
      assertThat(load.failures()).isEmpty();
      assertThat(update.latecomers()).as("answered after SIGTERM, connected after it").isPositive();
      assertThat(load.answers())
          .extracting(Answer::by)
          .contains("old-1", "old-2", "new-1", "new-2");
    }
  }

  private static String user(Manifests manifests) {
    var user = manifests.workload().template().getSpec().getSecurityContext();
    return user.getRunAsUser() + ":" + user.getRunAsGroup();
  }

  private static String scaledBy(Manifests manifests) {
    return manifests
        .all(HorizontalPodAutoscaler.class)
        .get(0)
        .getSpec()
        .getMetrics()
        .get(0)
        .getPods()
        .getMetric()
        .getName();
  }

  @Test
  void podsFindEachOtherByTheApi() throws Exception {
    Manifests manifests = Kustomize.renderWith("dev", "api-discovery", scratch);
    String namespace = manifests.workload().object().getMetadata().getNamespace();
    Role role = manifests.all(Role.class).get(0);
    Image image = Image.build(scratch);
    try (ClusterDns dns = network.onNode(() -> new ClusterDns(Namespaces.NODE));
        ApiServer api =
            network.onNode(
                () -> new ApiServer(Namespaces.NODE, namespace, role, scratch.resolve("api")));
        Kubelet kubelet =
            new Kubelet(
                network,
                manifests,
                image.with("/var/run/secrets/kubernetes.io/serviceaccount", api.serviceAccount()),
                scratch,
                Map.of(
                    "KUBERNETES_SERVICE_HOST",
                    Namespaces.NODE,
                    "KUBERNETES_SERVICE_PORT",
                    "" + ApiServer.PORT));
        ServiceLoad client = new ServiceLoad(network, 8080)) {
      dns.set(ApiServer.NAME + ".cluster.local", List.of(Namespaces.NODE));
      Pod first = kubelet.create("first");
      Pod second = kubelet.create("second");
      announce(api, namespace, List.of(first, second));
      kubelet.awaitReady(first);
      kubelet.awaitReady(second);
      assertThat(client.heard(first.address(), 2)).containsExactlyInAnyOrder("first", "second");
      assertThat(dns.asked()).noneMatch(name -> name.startsWith("web-cluster"));
      assertThat(api.answered()).anyMatch(path -> path.startsWith("endpointslices"));
      if (first.isLimited()) {
        assertThat(first.output())
            .as("a CPU limit of 1 is one instance, whatever the machine has")
            .containsPattern("instances +1\n");
      }
    }
  }

  private static void announce(ApiServer api, String namespace, List<Pod> pods) {
    EndpointSlice slice =
        new EndpointSliceBuilder()
            .withNewMetadata()
            .withName("web-cluster-1")
            .withNamespace(namespace)
            .addToLabels("kubernetes.io/service-name", "web-cluster")
            .endMetadata()
            .withAddressType("IPv4")
            .addNewPort()
            .withName("hazelcast")
            .withPort(5701)
            .endPort()
            .build();
    List<Endpoint> endpoints = new ArrayList<>();
    for (Pod pod : pods) {
      endpoints.add(
          new EndpointBuilder()
              .withAddresses(pod.address())
              .withNewConditions()
              .withReady(true)
              .endConditions()
              .withNewTargetRef()
              .withKind("Pod")
              .withName(pod.name())
              .endTargetRef()
              .build());
      api.put(
          "pods",
          new PodBuilder()
              .withMetadata(
                  new ObjectMetaBuilder().withName(pod.name()).withNamespace(namespace).build())
              .withNewSpec()
              .withNodeName("node")
              .endSpec()
              .withNewStatus()
              .withPodIP(pod.address())
              .withPhase("Running")
              .endStatus()
              .build());
    }
    slice.setEndpoints(endpoints);
    api.put("endpointslices", slice);
  }
}
