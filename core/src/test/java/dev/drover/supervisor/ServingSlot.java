package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.HelloVerticle;
import dev.drover.config.ClusterConfig;
import dev.drover.config.HangPolicy;
import dev.drover.config.RecyclePolicy;
import dev.drover.config.RestartPolicy;
import dev.drover.config.ServiceConfig;
import dev.drover.config.StopPolicy;
import dev.drover.process.ExitStatus;
import dev.drover.replica.ChannelMessage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A slot with replicas that do only what the test says; one of them serves when a test begins. What
 * is sent to a replica is noted behind its number.
 */
abstract class ServingSlot {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  final FakeReplicaSpawner replicas = new FakeReplicaSpawner();
  final Recorder events = new Recorder();
  private final Map<Integer, ReplicaLink> links = new HashMap<>();
  final List<String> sent = new CopyOnWriteArrayList<>();

  /** Given each of these on the context, before the slot can do anything else. */
  volatile Consumer<String> whenSent = line -> {};

  final Changes changes = new Changes("web");
  @TempDir private Path stacks;
  Launch fresh;
  Slot slot;

  @BeforeEach
  void start() throws Exception {
    Launch old = launch(1);
    fresh = launch(2);
    Listeners listeners = new Listeners();
    listeners.add(events);
    SlotTools tools =
        new SlotTools(
            vertx,
            new ClusterDoor(new Cluster("test", ClusterConfig.LOCAL)),
            listeners,
            changes,
            new InstanceTarget(),
            () -> false,
            () -> {});
    slot = new Slot(new SlotId("web", 1), tools, old);
    on(slot::start);
    connect(0);
    say(0, new ChannelMessage.Ready(1));
    sent.clear();
  }

  @AfterEach
  void close() throws Exception {
    Running.await(vertx.close());
  }

  void oldServesAsBefore() {
    SlotStatus now = slot.status();
    assertThat(now.state()).isEqualTo(SlotState.READY);
    assertThat(now.pid()).isEqualTo(replicas.spawned.get(0).pid());
    assertThat(now.generation()).isEqualTo(1);
    assertThat(now.nextPid()).isEqualTo(-1);
    assertThat(sent).noneMatch(line -> line.startsWith("0 "));
    assertThat(events.count("replaced")).isZero();
  }

  private Launch launch(int generation) {
    return new Launch(generation, config(), replicas, () -> {});
  }

  ServiceConfig config() {
    return Running.verticle(HelloVerticle.class, 1)
        .withHang(new HangPolicy(true, Duration.ofSeconds(10), Duration.ofMillis(100), stacks))
        .withRecycle(new RecyclePolicy(null, 0, 1_000))
        .withRestart(new RestartPolicy(1, Duration.ofMinutes(1)))
        .withStop(
            new StopPolicy(Duration.ofMillis(50), Duration.ofMillis(150))
                .withLameDuck(Duration.ofMillis(20)));
  }

  void connect(int replica) throws Exception {
    assertThat(call(() -> welcome(replica))).isTrue();
  }

  /** On the context. */
  boolean welcome(int replica) {
    ReplicaLink link =
        new ReplicaLink(
            line -> {
              if (!line.contains("\"sendBeats\"")) {
                sent.add(replica + " " + line);
                context.runOnContext(go -> whenSent.accept(replica + " " + line));
              }
              return Future.succeededFuture();
            });
    links.put(replica, link);
    String token = replicas.spawned.get(replica).identity.token();
    return slot.welcome(new ChannelMessage.Hello(1, token, 1), link);
  }

  /** On the context. */
  void hear(int replica, ChannelMessage message) {
    links.get(replica).received(message);
  }

  void say(int replica, ChannelMessage message) throws Exception {
    on(() -> hear(replica, message));
  }

  void end(int replica, int code) throws Exception {
    on(() -> replicas.spawned.get(replica).end.complete(ExitStatus.code(code)));
  }

  void on(Runnable action) throws Exception {
    call(
        () -> {
          action.run();
          return null;
        });
  }

  <T> T call(Callable<T> action) throws Exception {
    return Running.call(context, action);
  }
}
