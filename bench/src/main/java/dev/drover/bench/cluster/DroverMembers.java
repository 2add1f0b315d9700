package dev.drover.bench.cluster;

import dev.drover.config.ApplicationSpec;
import dev.drover.config.ServiceConfig;
import dev.drover.config.VertxSettings;
import dev.drover.supervisor.ReplicaExit;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.Supervisor;
import dev.drover.supervisor.SupervisorListener;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Replicas that run {@link ReplicaMember}; this JVM is their supervisor. */
final class DroverMembers extends Members {
  private static final String SERVICE = "bench";

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Map<Integer, Long> pids = new ConcurrentHashMap<>();
  private final Map<Integer, Duration> joined = new ConcurrentHashMap<>();
  private final Map<Integer, CompletableFuture<Long>> ends = new ConcurrentHashMap<>();
  private final Supervisor supervisor;
  private int size;

  DroverMembers(String cluster) {
    ApplicationSpec application =
        new ApplicationSpec(
            ApplicationSpec.Entry.VERTICLE,
            ReplicaMember.class.getName(),
            List.of(),
            VertxSettings.NONE,
            1);
    supervisor =
        Supervisor.create(
                vertx,
                ServiceConfig.of(SERVICE, application, 1).withJvmArgs(JVM).withClusterName(cluster))
            .listener(new Listener());
  }

  private final class Listener implements SupervisorListener {
    @Override
    public void replicaReady(SlotId slot, long pid, int instances, Duration took) {
      pids.put(slot.number(), pid);
      joined.put(slot.number(), took);
    }

    @Override
    public void replicaExited(SlotId slot, long pid, boolean wanted, ReplicaExit exit) {
      CompletableFuture<Long> end = ends.remove(slot.number());
      if (end != null) {
        end.complete(System.currentTimeMillis());
      }
    }

    @Override
    public void replicaMessage(SlotId slot, long pid, Object message) {
      answered((JsonObject) message);
    }

    @Override
    public void output(SlotId slot, Stream stream, String line) {
      try {
        Files.writeString(ClusterBench.log(), line + "\n", StandardOpenOption.APPEND);
      } catch (IOException full) {
        throw new UncheckedIOException(full);
      }
    }
  }

  @Override
  long grow() throws Exception {
    size++;
    (size == 1 ? supervisor.start() : supervisor.scale(SERVICE, size, true))
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
    return joined.get(size).toMillis();
  }

  @Override
  void shrink() throws Exception {
    size--;
    supervisor
        .scale(SERVICE, size, true)
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  @Override
  int size() {
    return size;
  }

  @Override
  long pid(int member) {
    return pids.get(member);
  }

  @Override
  CompletableFuture<Long> ended(int member) {
    return ends.computeIfAbsent(member, number -> new CompletableFuture<>());
  }

  @Override
  void send(int member, JsonObject order) {
    supervisor.send(new SlotId(SERVICE, member), order);
  }

  @Override
  public void close() {
    supervisor.kill().toCompletionStage().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
