package dev.drover.k8s;

import dev.drover.config.ServiceEntry;
import dev.drover.config.StopPolicy;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What must hold within a pod: its times, its probes, what it may do and what it may take. */
final class PodRules {
  /** Of the memory limit; the rest is for what is not heap, and for the supervisor. */
  private static final int MOST_HEAP_PERCENT = 75;

  /** What the image's own flags say, for the only JVM of a pod. */
  private static final int IMAGE_HEAP_PERCENT = 70;

  private final Manifests manifests;
  private final Problems problems;
  private final PodSpec pod;
  private final Container container;
  private final ServiceEntry service;

  PodRules(Manifests manifests, Problems problems) {
    this.manifests = manifests;
    this.problems = problems;
    this.pod = manifests.workload().template().getSpec();
    this.container = manifests.workload().container();
    this.service = manifests.drover().services().get(0);
  }

  void check() {
    times();
    probe("startupProbe", container.getStartupProbe(), "/ready");
    probe("readinessProbe", container.getReadinessProbe(), "/ready");
    probe("livenessProbe", container.getLivenessProbe(), "/live");
    starting();
    mayDoLittle();
    resources();
    volumes();
    image();
  }

  /** preStop, then by Drover's own clock lame duck, drain, grace; then the kubelet's patience. */
  private void times() {
    StopPolicy stop = service.stop();
    Duration preStop =
        Duration.ofSeconds(container.getLifecycle().getPreStop().getSleep().getSeconds());
    Duration patience = Duration.ofSeconds(pod.getTerminationGracePeriodSeconds());
    problems.require(!stop.lameDuck().isZero(), "stop.lameDuck is not set");
    problems.require(
        preStop.plus(stop.grace()).compareTo(patience) < 0,
        "terminationGracePeriodSeconds %d must be more than preStop %d and stop.grace %d",
        patience.toSeconds(),
        preStop.toSeconds(),
        stop.grace().toSeconds());
  }

  private void probe(String name, Probe probe, String path) {
    problems.require(
        Objects.equals(probe.getHttpGet().getPath(), path), "%s must ask for %s", name, path);
    problems.require(
        "health".equals(probe.getHttpGet().getPort().getStrVal()),
        "%s must ask at port health",
        name);
  }

  private void starting() {
    Probe probe = container.getStartupProbe();
    int patience = probe.getPeriodSeconds() * probe.getFailureThreshold();
    problems.require(
        patience > service.ready().timeout().toSeconds(),
        "startupProbe gives up after %d s, before Drover does after %d s",
        patience,
        service.ready().timeout().toSeconds());
  }

  private void mayDoLittle() {
    PodSecurityContext all = pod.getSecurityContext();
    SecurityContext own = container.getSecurityContext();
    problems.require(Boolean.TRUE.equals(all.getRunAsNonRoot()), "it may run as root");
    problems.require(all.getRunAsUser() != null && all.getRunAsUser() > 0, "it runs as root");
    problems.require(
        all.getSeccompProfile() != null
            && "RuntimeDefault".equals(all.getSeccompProfile().getType()),
        "seccompProfile must be RuntimeDefault");
    problems.require(
        Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()), "privileges may be escalated");
    problems.require(
        Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()), "the root file system is writable");
    problems.require(
        own.getCapabilities() != null && List.of("ALL").equals(own.getCapabilities().getDrop()),
        "capabilities must be dropped");
  }

  private void resources() {
    Quantity memory = container.getResources().getLimits().get("memory");
    problems.require(
        memory != null && memory.equals(container.getResources().getRequests().get("memory")),
        "memory must be requested as it is limited");
    Quantity cpu = container.getResources().getLimits().get("cpu");
    problems.require(
        cpu != null && cpu.getNumericalAmount().stripTrailingZeros().scale() <= 0,
        "the CPU limit must be whole: a JVM rounds it up, and there is an event loop for each");
    int percent = service.replicas() == 0 ? IMAGE_HEAP_PERCENT : heapPercent();
    problems.require(
        percent > 0 && percent * Math.max(1, service.replicas()) <= MOST_HEAP_PERCENT,
        "%d replicas with %d %% heap each take more than %d %% of the memory",
        service.replicas(),
        percent,
        MOST_HEAP_PERCENT);
  }

  private int heapPercent() {
    String prefix = "-XX:MaxRAMPercentage=";
    return service.jvm().stream()
        .filter(flag -> flag.startsWith(prefix))
        .mapToInt(flag -> Integer.parseInt(flag.substring(prefix.length())))
        .sum();
  }

  private void volumes() {
    for (VolumeMount mount : container.getVolumeMounts()) {
      problems.require(
          pod.getVolumes().stream().anyMatch(volume -> volume.getName().equals(mount.getName())),
          "there is no volume %s",
          mount.getName());
    }
    boolean writable =
        container.getVolumeMounts().stream()
            .filter(mount -> mount.getMountPath().equals("/tmp"))
            .flatMap(
                mount -> pod.getVolumes().stream().filter(v -> v.getName().equals(mount.getName())))
            .anyMatch(volume -> volume.getEmptyDir() != null);
    problems.require(writable, "/tmp must be writable");
    problems.require(
        manifests.files("config").containsKey("drover.yaml"), "there is no drover.yaml");
    problems.require(
        container.getArgs().equals(Arrays.asList("run", "/etc/drover/drover.yaml")),
        "args must run the file of the config volume, were %s",
        container.getArgs());
  }

  private void image() {
    String image = container.getImage();
    int tag = image.lastIndexOf(':');
    problems.require(
        tag > image.lastIndexOf('/') && !image.endsWith(":latest"),
        "image %s must say which",
        image);
  }
}
