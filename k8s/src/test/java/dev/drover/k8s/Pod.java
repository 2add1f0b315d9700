package dev.drover.k8s;

import dev.drover.k8s.Manifests.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The one container of a pod, run as its manifest says, in namespaces of its own. */
final class Pod implements AutoCloseable {
  private final String name;
  private final Namespaces.Place place;
  private final Manifests manifests;
  private final Path directory;
  private final ControlGroup cgroup;
  private final Process process;

  /**
   * @param secrets the service account's files, mounted where the manifest lets them
   * @param env what the kubelet adds
   */
  Pod(
      String name,
      Namespaces.Place place,
      Manifests manifests,
      Image image,
      Path directory,
      Map<String, String> env)
      throws IOException {
    this.name = name;
    this.place = place;
    this.manifests = manifests;
    this.directory = Files.createDirectories(directory);
    this.cgroup = ControlGroup.of(place.namespace());
    List<String> command = new ArrayList<>(place.enter());
    command.addAll(List.of("unshare", "--mount", "--pid", "--fork"));
    command.addAll(container(image));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("PATH", "/opt/java/bin:/usr/bin:/bin");
    builder.environment().put("HOSTNAME", name);
    builder.environment().putAll(env);
    builder.environment().putAll(ownEnv());
    builder.redirectErrorStream(true).redirectOutput(log().toFile());
    process = builder.start();
    process.getOutputStream().close();
  }

  private Path log() {
    return directory.resolve("log");
  }

  private List<String> container(Image image) throws IOException {
    PodSecurityContext user = spec().getSecurityContext();
    List<String> words = new ArrayList<>(List.of("sh"));
    words.add(Kustomize.HOME.resolve("src/test/resources/container.sh").toString());
    words.add(Files.createDirectories(directory.resolve("root")).toString());
    words.add("" + user.getRunAsUser());
    words.add("" + user.getRunAsGroup());
    words.add(image.directory());
    words.add(cgroup.path());
    words.add(cpuLimit());
    words.add("" + workload().memoryLimit());
    image.mounts().forEach((target, source) -> words.add(source + ":" + target));
    words.add(file("resolv.conf", resolvConf()) + ":/etc/resolv.conf");
    words.add(
        file("hosts", "127.0.0.1 localhost\n" + place.address() + " " + name + "\n")
            + ":/etc/hosts");
    for (VolumeMount mount : spec().getContainers().get(0).getVolumeMounts()) {
      words.add(volume(mount.getName()) + ":" + mount.getMountPath());
    }
    words.add("--");
    Container container = spec().getContainers().get(0);
    words.addAll(container.getCommand().isEmpty() ? image.entrypoint() : container.getCommand());
    words.addAll(container.getArgs());
    return words;
  }

  /** In thousandths of a processor. */
  private String cpuLimit() {
    Quantity limit = spec().getContainers().get(0).getResources().getLimits().get("cpu");
    return limit.getNumericalAmount().movePointRight(3).toBigInteger().toString();
  }

  /** Whether it can have no more than its manifest lets it. */
  boolean isLimited() {
    return cgroup.limits();
  }

  /** As the kubelet writes it for a pod that uses the cluster's name server. */
  private String resolvConf() {
    return "nameserver %s\nsearch %s.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n"
        .formatted(Namespaces.NODE, namespace());
  }

  private String namespace() {
    return workload().object().getMetadata().getNamespace();
  }

  private Path file(String fileName, String text) throws IOException {
    return Files.writeString(directory.resolve(fileName), text);
  }

  private String volume(String volumeName) throws IOException {
    Volume volume =
        spec().getVolumes().stream()
            .filter(each -> each.getName().equals(volumeName))
            .findFirst()
            .orElseThrow();
    if (volume.getEmptyDir() != null) {
      return "tmpfs";
    }
    Path files = Files.createDirectories(directory.resolve("volume-" + volumeName));
    for (Map.Entry<String, String> each : manifests.files(volumeName).entrySet()) {
      Files.writeString(files.resolve(each.getKey()), each.getValue());
    }
    return files.toString();
  }

  private Map<String, String> ownEnv() {
    Map<String, String> env = new LinkedHashMap<>();
    for (EnvVar each : spec().getContainers().get(0).getEnv()) {
      env.put(each.getName(), each.getValueFrom() == null ? each.getValue() : field(each));
    }
    return env;
  }

  private String field(EnvVar variable) {
    String path = variable.getValueFrom().getFieldRef().getFieldPath();
    return switch (path) {
      case "status.podIP" -> place.address();
      case "metadata.name" -> name;
      case "metadata.namespace" -> namespace();
      default -> throw new AssertionError(path);
    };
  }

  private Workload workload() {
    return manifests.workload();
  }

  PodSpec spec() {
    return workload().template().getSpec();
  }

  String name() {
    return name;
  }

  String address() {
    return place.address();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** All that it has written. */
  String output() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Memory of all its processes, what they share counted once. */
  long memoryBytes() {
    return process.descendants().mapToLong(Pod::residentBytes).sum();
  }

  private static long residentBytes(ProcessHandle process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .sum();
    } catch (IOException | UncheckedIOException ended) {
      return 0;
    }
  }

  /** To the container's process 1, from outside. */
  void signal(String signal) throws IOException {
    Namespaces.run("kill", "-" + signal, "" + first().pid());
  }

  private ProcessHandle first() {
    return process
        .children()
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " has ended"));
  }

  /** By SIGKILL, of those that its process 1 keeps. */
  void killOneJvm() {
    first()
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("/java"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " has no other JVM than its first"))
        .destroyForcibly();
  }

  /** The exit code of its process 1; -1 when it has not ended in time. */
  int awaitExit(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    all.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    all.forEach(each -> each.onExit().join());
    cgroup.close();
  }
}
