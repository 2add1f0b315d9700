package dev.drover.bench.cluster;

import dev.drover.cluster.DroverClusterManager;
import dev.drover.cluster.JoinGrant;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** JVMs that run {@link PlainMember}, with nothing of Drover's on their class path. */
final class PlainMembers extends Members {
  private final List<Process> processes = new ArrayList<>();
  private final String cluster;
  private final String classPath;
  private String seed = "-";

  PlainMembers(String cluster) throws IOException {
    this.cluster = cluster;
    classPath = PlainJar.make() + ":" + ClusterBench.CLASSES;
  }

  @Override
  long grow() throws Exception {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    // Of one that is killed it stays.
    command.add("-Dvertx.cacheDirBase=" + ClusterBench.CACHES);
    // The very properties that Drover sets.
    DroverClusterManager.of(new JoinGrant(cluster, port, null))
        .getConfig()
        .getProperties()
        .forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-cp", classPath, PlainMember.class.getName()));
    command.addAll(List.of(cluster, String.valueOf(port), seed));
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ClusterBench.log().toFile()).start();
    processes.add(process);
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (!"joined".equals(line)) {
      throw new IllegalStateException("a member did not join: " + line);
    }
    long took = (System.nanoTime() - start) / 1_000_000;
    seed = seed.equals("-") ? "127.0.0.1:" + port : seed;
    Thread reader = new Thread(() -> out.lines().forEach(it -> answered(new JsonObject(it))));
    reader.setDaemon(true);
    reader.start();
    return took;
  }

  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  @Override
  void shrink() throws Exception {
    Process last = processes.remove(processes.size() - 1);
    last.getOutputStream().close();
    last.waitFor();
  }

  @Override
  int size() {
    return processes.size();
  }

  @Override
  long pid(int member) {
    return processes.get(member - 1).pid();
  }

  @Override
  CompletableFuture<Long> ended(int member) {
    return processes.get(member - 1).onExit().thenApply(end -> System.currentTimeMillis());
  }

  @Override
  void send(int member, JsonObject order) {
    try {
      Process process = processes.get(member - 1);
      process.getOutputStream().write((order.encode() + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }
}
