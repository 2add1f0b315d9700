package dev.drover.k8s;

import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts, probes and ends pods by what their manifests say. */
final class Kubelet implements AutoCloseable {
  private final Namespaces network;
  private final Manifests manifests;
  private final Image image;
  private final Path scratch;
  private final Map<String, String> env;
  private final List<Pod> pods = new ArrayList<>();

  Kubelet(
      Namespaces network, Manifests manifests, Image image, Path scratch, Map<String, String> env) {
    this.network = network;
    this.manifests = manifests;
    this.image = image;
    this.scratch = scratch;
    this.env = env;
  }

  Pod create(String name) throws IOException {
    Namespaces.Place place = network.place();
    Pod pod = new Pod(name, place, manifests, image, scratch.resolve(name), env);
    pods.add(pod);
    return pod;
  }

  /** Returns when the startup probe and then the readiness probe have succeeded. */
  void awaitReady(Pod pod) throws Exception {
    awaitProbe(pod, pod.spec().getContainers().get(0).getStartupProbe());
    awaitProbe(pod, pod.spec().getContainers().get(0).getReadinessProbe());
  }

  private void awaitProbe(Pod pod, Probe probe) throws Exception {
    for (int failed = 0; failed < probe.getFailureThreshold(); failed++) {
      if (!pod.isAlive()) {
        throw new AssertionError(pod.name() + " has ended:\n" + pod.output());
      }
      if (passes(pod, probe)) {
        return;
      }
      TimeUnit.SECONDS.sleep(probe.getPeriodSeconds());
    }
    throw new AssertionError(
        "%s fails %s:\n%s".formatted(pod.name(), probe.getHttpGet().getPath(), pod.output()));
  }

  private boolean passes(Pod pod, Probe probe) throws Exception {
    int status = status(pod, probe.getHttpGet(), probe.getTimeoutSeconds());
    return status >= 200 && status < 400;
  }

  /** 0 when there is no answer. */
  private int status(Pod pod, HTTPGetAction get, Integer timeoutSeconds) throws Exception {
    int timeout = (timeoutSeconds == null ? 1 : timeoutSeconds) * 1_000;
    int port = port(pod, get.getPort().getStrVal());
    return network.onNode(
        () -> {
          try (Socket socket = new Socket()) {
            socket.setSoTimeout(timeout);
            socket.connect(new InetSocketAddress(pod.address(), port), timeout);
            String request =
                "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                    .formatted(get.getPath(), pod.address());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes(12);
            return Integer.parseInt(new String(start, 9, 3, StandardCharsets.US_ASCII));
          } catch (IOException noAnswer) {
            return 0;
          }
        });
  }

  static int port(Pod pod, String name) {
    return pod.spec().getContainers().get(0).getPorts().stream()
        .filter(port -> port.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getContainerPort();
  }

  /** 200, 503, or 0 when there is no answer. */
  int readiness(Pod pod) throws Exception {
    Probe probe = pod.spec().getContainers().get(0).getReadinessProbe();
    return status(pod, probe.getHttpGet(), probe.getTimeoutSeconds());
  }

  /**
   * As when a pod is deleted: preStop, then SIGTERM.
   *
   * @return when it was sent, by {@link System#nanoTime}
   */
  long askToEnd(Pod pod) throws Exception {
    TimeUnit.SECONDS.sleep(preStop(pod));
    long sent = System.nanoTime();
    pod.signal("TERM");
    return sent;
  }

  /** Its exit code; an error when the kubelet would have had to kill it. */
  int awaitEnd(Pod pod) throws InterruptedException {
    int code = pod.awaitExit(pod.spec().getTerminationGracePeriodSeconds() - preStop(pod));
    if (code < 0) {
      throw new AssertionError(
          pod.name() + " is not gone within its grace period:\n" + pod.output());
    }
    return code;
  }

  private static long preStop(Pod pod) {
    return pod.spec().getContainers().get(0).getLifecycle().getPreStop().getSleep().getSeconds();
  }

  @Override
  public void close() {
    pods.forEach(Pod::close);
  }
}
