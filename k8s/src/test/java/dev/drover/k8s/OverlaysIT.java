package dev.drover.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Pods of the two overlays for more than one consumer, as many as these say; see {@link PodsIT}.
 * They are up to eight JVMs, which take minutes on a small machine: {@code
 * -Ddrover.test.hosts=true}.
 */
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "drover.test.hosts", matches = "true")
@Timeout(600)
class OverlaysIT extends PodNetwork {
  private static final long LATE_SECONDS = 3;
  private static final int CONNECTIONS = 4;
  private static final int SHARDS = 64;

  private static String[] names(Manifests manifests) {
    String workload = manifests.workload().object().getMetadata().getName();
    return IntStream.range(0, manifests.replicas())
        .mapToObj(number -> workload + "-" + number)
        .toArray(String[]::new);
  }

  @Test
  void shardsAndWhatTheyHoldMoveWithPodsThatAreReplacedInPlace() throws Exception {
    Manifests manifests = Kustomize.render(Kustomize.overlay("sharded"));
    Image image = Image.build(scratch, "ShardServer");
    try (ClusterDns dns = network.onNode(() -> new ClusterDns(Namespaces.NODE));
        Kubelet kubelet = new Kubelet(network, manifests, image, scratch, Map.of());
        ServiceLoad service = new ServiceLoad(network, 8080);
        KeyedLoad load = new KeyedLoad(network, service)) {
      RollingUpdate update = new RollingUpdate(kubelet, dns, service, manifests);
      List<Pod> pods = new ArrayList<>(update.start(names(manifests)));
      awaitEvenShares(service, pods);
      load.start(CONNECTIONS);
      Pod last = pods.remove(pods.size() - 1);
      pods.add(update.replaceInPlace(last, LATE_SECONDS));
      awaitEvenShares(service, pods);
      assertThat(load.stop()).doesNotContain(0);
      assertThat(load.failures()).isEmpty();
    }
  }

  /** Each pod has as many instances as any other, and so has to have as many shards. */
  private static void awaitEvenShares(ServiceLoad service, List<Pod> pods) throws Exception {
    List<Integer> even = Collections.nCopies(pods.size(), SHARDS / pods.size());
    List<Integer> owned = List.of();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!owned.equals(even) && System.nanoTime() < deadline) {
      owned = new ArrayList<>();
      for (Pod pod : pods) {
        owned.add(Integer.parseInt(service.get(pod.address(), "/owned")));
      }
    }
    assertThat(owned).isEqualTo(even);
  }

  @Test
  void podsOfSeveralJvmsAreOneEventBusAndAreReplacedWithoutALostRequest() throws Exception {
    Manifests manifests = Kustomize.render(Kustomize.overlay("cloning"));
    int jvms = manifests.drover().services().get(0).replicas();
    Image image = Image.build(scratch);
    try (ClusterDns dns = network.onNode(() -> new ClusterDns(Namespaces.NODE));
        Kubelet kubelet = new Kubelet(network, manifests, image, scratch, Map.of());
        ServiceLoad load = new ServiceLoad(network, 8080)) {
      RollingUpdate update = new RollingUpdate(kubelet, dns, load, manifests);
      List<Pod> pods = update.start(names(manifests));
      Pod first = pods.get(0);
      Set<String> heard = load.heard(first.address(), "/jvm", pods.size() * jvms);
      assertThat(podsOf(heard)).isEqualTo(Set.of(names(manifests)));
      assertThat(heard).hasSize(pods.size() * jvms);

      first.killOneJvm();
      assertThat(kubelet.readiness(first)).isEqualTo(200);
      Pod other = pods.get(1);
      awaitAnotherJvm(load, other, heard);

      load.start(CONNECTIONS);
      update.replace(first, LATE_SECONDS);
      load.stop();
      assertThat(load.failures()).isEmpty();
      assertThat(update.latecomers()).as("answered after SIGTERM, connected after it").isPositive();
      assertThat(load.heard(other.address(), pods.size())).contains("new-1");
    }
  }

  private static Set<String> podsOf(Set<String> jvms) {
    return jvms.stream().map(jvm -> jvm.split(":")[0]).collect(Collectors.toSet());
  }

  private static void awaitAnotherJvm(ServiceLoad load, Pod asked, Set<String> before)
      throws Exception {
    Set<String> heard = new TreeSet<>(before);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (heard.size() == before.size() && System.nanoTime() < deadline) {
      try {
        heard.add(load.get(asked.address(), "/jvm"));
      } catch (ExecutionException notYetNoticed) {
        // As a MemberLostException is printed.
        assertThat(notYetNoticed).hasMessageContaining("(TIMEOUT,503)");
      }
    }
    assertThat(heard).hasSize(before.size() + 1);
  }
}
