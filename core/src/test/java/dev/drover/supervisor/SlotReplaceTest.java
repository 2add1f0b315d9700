package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.HelloVerticle;
import dev.drover.config.ClusterConfig;
import dev.drover.config.HangPolicy;
import dev.drover.config.ReadyPolicy;
import dev.drover.config.RecyclePolicy;
import dev.drover.config.RestartPolicy;
import dev.drover.config.ServiceConfig;
import dev.drover.config.StopPolicy;
import dev.drover.process.ExitStatus;
import dev.drover.replica.ChannelMessage;
import dev.drover.replica.LoopBeat;
import dev.drover.replica.Vitals;
import dev.drover.supervisor.ReloadException.Reason;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slot with two replicas that do only what the test says. */
final class SlotReplaceTest {
  private static final Duration MOMENT = Duration.ofMillis(30);
  private static final Duration NEVER = Duration.ofHours(1);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final FakeReplicaSpawner replicas = new FakeReplicaSpawner();
  private final Recorder events = new Recorder();
  private final Map<Integer, ReplicaLink> links = new HashMap<>();
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final Changes changes = new Changes("web");
  @TempDir private Path stacks;
  private Launch old;
  private Launch fresh;
  private Slot slot;

  @BeforeEach
  void start() throws Exception {
    old = launch(1);
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

  @Test
  void theNewReplicaIsHeldWatchedOpenedAndOnlyThenTheOldOneDrains() throws Exception {
    Future<Void> replaced = replace(MOMENT);
    connect(1);
    assertThat(sent.get(0)).contains("\"type\":\"start\"", "\"admission\":\"WHEN_TOLD\"");
    assertThat(slot.status().nextPid()).isEqualTo(replicas.spawned.get(1).pid());
    say(1, new ChannelMessage.Ready(1));
    events.await("draining");
    on(() -> {});
    assertThat(sent)
        .filteredOn(line -> line.matches("(?s)\\d .*\"type\":\"(open|drain)\".*"))
        .satisfiesExactly(
            opened -> assertThat(opened).startsWith("1 ").contains("\"open\""),
            drained ->
                assertThat(drained)
                    .startsWith("0 ")
                    .contains("\"drain\"")
                    .as("the new one serves on the same port")
                    .contains("\"lameDuckMs\":0"));
    assertThat(replaced.isComplete()).isFalse();
    SlotStatus now = slot.status();
    assertThat(now.state()).isEqualTo(SlotState.READY);
    assertThat(now.pid()).isEqualTo(replicas.spawned.get(1).pid());
    assertThat(now.generation()).isEqualTo(2);
    assertThat(now.nextPid()).isEqualTo(-1);
    end(0, 0);
    Running.await(replaced);
    assertThat(slot.launch()).isSameAs(fresh);
    assertThat(events.events())
        .endsWith(
            "ready web#1 1000000001 instances=1",
            "replaced web#1 1000000000 by 1000000001 generation 2",
            "draining web#1 RELOAD",
            "exited web#1 wanted=true exit code 0");
  }

  @Test
  void aNewReplicaThatEndsWhileItIsHeldLeavesTheOldOneAlone() throws Exception {
    Future<Void> replaced = replace(NEVER);
    connect(1);
    say(1, new ChannelMessage.Ready(1));
    on(() -> replicas.last().output.accept(SupervisorListener.Stream.STDERR, "the last words"));
    end(1, 3);
    ReplicaFailure failure = failure(replaced);
    assertThat(failure.reason()).isEqualTo(Reason.CRASHED);
    assertThat(failure.why()).contains("exit code 3");
    assertThat(failure.lines()).containsExactly("the last words");
    oldServesAsBefore();
  }

  @Test
  void aNewReplicaThatEndsBesideTheOldOneLeavesItAlone() throws Exception {
    Future<Void> replaced = replace(Duration.ofMillis(200));
    connect(1);
    say(1, new ChannelMessage.Ready(1));
    while (sent.stream().noneMatch(line -> line.contains("\"open\""))) {
      Thread.onSpinWait();
    }
    end(1, 3);
    assertThat(failure(replaced).reason()).isEqualTo(Reason.CRASHED);
    oldServesAsBefore();
  }

  @Test
  void aNewReplicaThatIsNotReadyInTimeIsEndedAndSaysWhatItWasAsked() throws Exception {
    Launch slow =
        new Launch(2, config().withReady(new ReadyPolicy(MOMENT, false)), replicas, () -> {});
    Future<Void> replaced = call(() -> slot.replace(slow, NEVER));
    connect(1);
    say(1, new ChannelMessage.NotReady("GET /ready answered 503"));
    Running.await(replicas.last().killed.future());
    end(1, 137);
    ReplicaFailure failure = failure(replaced);
    assertThat(failure.reason()).isEqualTo(Reason.NOT_READY);
    assertThat(failure.why()).isEqualTo("not ready within 30ms (GET /ready answered 503)");
    oldServesAsBefore();
  }

  @Test
  void whyTheApplicationDidNotStartIsToldInsteadOfItsOutput() throws Exception {
    Future<Void> replaced = replace(NEVER);
    connect(1);
    say(1, new ChannelMessage.StartFailed(List.of("no database at nowhere:5432")));
    end(1, 1);
    ReplicaFailure failure = failure(replaced);
    assertThat(failure.reason()).isEqualTo(Reason.START_FAILED);
    assertThat(failure.lines()).containsExactly("no database at nowhere:5432");
    oldServesAsBefore();
  }

  @Test
  void aNewReplicaThatCannotBeSpawnedLeavesTheOldOneAlone() throws Exception {
    replicas.refuses = true;
    assertThat(failure(replace(NEVER)).why()).contains("no more processes");
    oldServesAsBefore();
  }

  @Test
  void theEndOfTheOldReplicaHurriesTheNewOneAndIsNoRestart() throws Exception {
    Future<Void> replaced = replace(NEVER);
    end(0, 1);
    assertThat(replicas.spawned).hasSize(2);
    connect(1);
    say(1, new ChannelMessage.Ready(1));
    Running.await(replaced);
    assertThat(slot.status().state()).isEqualTo(SlotState.READY);
    assertThat(events.count("restarting")).isZero();
    assertThat(sent).anyMatch(line -> line.contains("\"open\""));
  }

  @Test
  void whenBothEndTheOldOneIsRestarted() throws Exception {
    Future<Void> replaced = replace(NEVER);
    end(0, 1);
    end(1, 1);
    assertThat(failure(replaced).reason()).isEqualTo(Reason.CRASHED);
    events.await("starting", 3);
    assertThat(slot.status().generation()).isEqualTo(1);
  }

  @Test
  void aSlotThatHasFailedComesBackWithANewReplica() throws Exception {
    end(0, 1);
    events.await("starting", 2);
    end(1, 1);
    Running.await(slot.ended());
    assertThat(slot.hasFailed()).isTrue();
    Future<Void> replaced = replace(NEVER);
    assertThat(slot.ended().isComplete()).isFalse();
    connect(2);
    say(2, new ChannelMessage.Ready(1));
    Running.await(replaced);
    assertThat(slot.status().state()).isEqualTo(SlotState.READY);
    assertThat(slot.hasFailed()).isFalse();
  }

  @Test
  void aStopEndsBothAndTheReplacementWithThem() throws Exception {
    Future<Void> replaced = replace(NEVER);
    connect(1);
    on(() -> slot.stop(StopReason.SHUTDOWN));
    assertThat(sent).filteredOn(line -> line.contains("\"drain\"")).hasSize(2);
    end(0, 0);
    assertThat(slot.ended().isComplete()).isFalse();
    end(1, 0);
    Running.await(slot.ended());
    assertThat(failure(replaced).reason()).isEqualTo(Reason.STOPPED);
    assertThat(slot.status().state()).isEqualTo(SlotState.DOWN);
  }

  @Test
  void onlyOneReplacementAtATime() throws Exception {
    replace(NEVER);
    assertThatThrownBy(() -> replace(NEVER)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aHungReplicaGoesWhenANewOneIsReady() throws Exception {
    hang();
    events.await("starting", 2);
    assertThat(events.count("draining")).isZero();
    connect(1);
    say(1, new ChannelMessage.Ready(1));
    events.await("draining web#1 RELOAD");
    assertThat(slot.status().pid()).isEqualTo(replicas.spawned.get(1).pid());
    end(0, 0);
    assertThat(events.await("exited")).contains("hung: event loop loop blocked for 10s");
  }

  @Test
  void aHungReplicaGoesThoughTheNewOneFails() throws Exception {
    hang();
    events.await("starting", 2);
    end(1, 1);
    assertThat(events.await("draining")).isEqualTo("draining web#1 HUNG");
    end(0, 0);
    events.await("starting", 3);
  }

  @Test
  void aReplicaThatIsDueIsReplacedButItsFollowerNotAtOnce() throws Exception {
    served(0, 749);
    served(0, 1_000);
    served(0, 1_001);
    assertThat(events.await("recycling"))
        .isEqualTo("recycling web#1 1000000000 has got 1000 requests");
    assertThat(replicas.spawned).hasSize(2);
    connect(1);
    say(1, new ChannelMessage.Ready(1));
    served(1, 1_000);
    events.await("draining web#1 RELOAD");
    end(0, 0);
    events.await("recycle paused web#1 1m");
    served(1, 1_000);
    assertThat(slot.status().generation()).isEqualTo(1);
    assertThat(events.count("recycling")).isEqualTo(1);
    assertThat(replicas.spawned).hasSize(2);
  }

  @Test
  void aRecyclingThatFailsIsToldAndNotTriedAgainAtOnce() throws Exception {
    served(0, 1_000);
    connect(1);
    say(1, new ChannelMessage.StartFailed(List.of("no database")));
    end(1, 1);
    assertThat(events.await("recycle failed"))
        .isEqualTo("recycle failed web#1 did not start [no database]");
    served(0, 1_001);
    assertThat(replicas.spawned).hasSize(2);
    oldServesAsBefore();
  }

  @Test
  void aRecyclingWaitsForAnotherChangeAndIsNoneWhenThatHasReplacedTheReplica() throws Exception {
    Future<Void> reload =
        call(() -> changes.run("reload", false, () -> slot.replace(fresh, MOMENT)));
    served(0, 1_000);
    connect(1);
    say(1, new ChannelMessage.Ready(1));
    events.await("draining web#1 RELOAD");
    end(0, 0);
    Running.await(reload);
    on(() -> {});
    assertThat(events.count("recycling")).isZero();
    assertThat(replicas.spawned).hasSize(2);
  }

  private void served(int replica, long requests) throws Exception {
    Vitals vitals = new Vitals(0, 0, 0, 0, 1, 0, 0, requests, 0, 1);
    say(replica, new ChannelMessage.Beat(false, vitals, List.of()));
  }

  private void hang() throws Exception {
    Vitals vitals = new Vitals(0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
    List<LoopBeat> loops = List.of(new LoopBeat("loop", 10_000, 0));
    say(0, new ChannelMessage.Beat(false, vitals, loops));
    while (sent.stream().noneMatch(line -> line.contains("\"askStacks\""))) {
      Thread.onSpinWait();
    }
    say(0, new ChannelMessage.Stacks(1, List.of(), "dump"));
  }

  private void oldServesAsBefore() {
    SlotStatus now = slot.status();
    assertThat(now.state()).isEqualTo(SlotState.READY);
    assertThat(now.pid()).isEqualTo(replicas.spawned.get(0).pid());
    assertThat(now.generation()).isEqualTo(1);
    assertThat(now.nextPid()).isEqualTo(-1);
    assertThat(sent).noneMatch(line -> line.startsWith("0 "));
    assertThat(events.count("replaced")).isZero();
  }

  private static ReplicaFailure failure(Future<Void> replaced) throws Exception {
    try {
      Running.await(replaced);
      throw new AssertionError("it was replaced");
    } catch (ReplicaFailure.Thrown thrown) {
      return thrown.failure();
    }
  }

  private Future<Void> replace(Duration probation) throws Exception {
    return call(() -> slot.replace(fresh, probation));
  }

  private Launch launch(int generation) {
    return new Launch(generation, config(), replicas, () -> {});
  }

  private ServiceConfig config() {
    return Running.verticle(HelloVerticle.class, 1)
        .withHang(HangPolicy.DEFAULT.withStacks(stacks))
        .withRecycle(new RecyclePolicy(null, 0, 1_000))
        .withRestart(new RestartPolicy(1, Duration.ofMinutes(1)))
        .withStop(
            new StopPolicy(Duration.ofMillis(50), Duration.ofMillis(150))
                .withLameDuck(Duration.ofMillis(20)));
  }

  private void connect(int replica) throws Exception {
    ReplicaLink link =
        new ReplicaLink(
            line -> {
              if (!line.contains("\"sendBeats\"")) {
                sent.add(replica + " " + line);
              }
              return Future.succeededFuture();
            });
    links.put(replica, link);
    String token = replicas.spawned.get(replica).identity.token();
    assertThat(call(() -> slot.welcome(new ChannelMessage.Hello(1, token, 1), link))).isTrue();
  }

  private void say(int replica, ChannelMessage message) throws Exception {
    on(() -> links.get(replica).received(message));
  }

  private void end(int replica, int code) throws Exception {
    on(() -> replicas.spawned.get(replica).end.complete(ExitStatus.code(code)));
  }

  private void on(Runnable action) throws Exception {
    call(
        () -> {
          action.run();
          return null;
        });
  }

  private <T> T call(Callable<T> action) throws Exception {
    return Running.await(
        Future.future(
            promise ->
                context.runOnContext(
                    go -> {
                      try {
                        promise.complete(action.call());
                      } catch (Exception e) {
                        promise.fail(e);
                      }
                    })));
  }
}
