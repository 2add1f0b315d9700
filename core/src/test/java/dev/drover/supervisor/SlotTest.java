package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.HelloVerticle;
import dev.drover.config.ClusterConfig;
import dev.drover.config.RestartPolicy;
import dev.drover.config.ServiceConfig;
import dev.drover.config.StopPolicy;
import dev.drover.process.ExitStatus;
import dev.drover.replica.ChannelMessage;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a slot decides, with replicas that do only what the test says. */
final class SlotTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final FakeReplicaSpawner replicas = new FakeReplicaSpawner();
  private final Recorder events = new Recorder();

  @AfterEach
  void close() throws Exception {
    Running.await(vertx.close());
  }

  @Test
  void aSlotThatWasNeverStartedIsDownAndHasNoReplica() {
    assertThat(slot(config()).status())
        .isEqualTo(
            new SlotStatus(
                new SlotId("web", 1), SlotState.DOWN, -1, Duration.ZERO, 0, null, 1, -1, null, 0));
  }

  @Test
  void replicaThatExitsUnaskedIsReplaced() throws Exception {
    Slot slot = slot(config());
    on(slot::start);
    on(() -> replicas.last().end.complete(ExitStatus.code(0)));
    events.await("starting", 2);
    assertThat(events.events())
        .startsWith(
            "starting web#1 1000000000",
            "exited web#1 wanted=false exit code 0",
            "restarting web#1 1");
    assertThat(slot.status().restarts()).isEqualTo(1);
    assertThat(slot.status().lastExit()).isEqualTo(new ReplicaExit(ExitStatus.code(0), null));
  }

  @Test
  void slotPastItsLimitFailsOnceAndIsNotRestarted() throws Exception {
    Slot slot = slot(config().withRestart(new RestartPolicy(0, Duration.ofMinutes(1))));
    on(slot::start);
    on(() -> replicas.last().output.accept(SupervisorListener.Stream.STDERR, "the last words"));
    on(() -> replicas.last().end.complete(ExitStatus.code(1)));
    Running.await(slot.settled());
    Running.await(slot.ended());
    assertThat(events.events())
        .endsWith("failed web#1 restarted 0 times within 1m; exit code 1 [the last words]");
    on(() -> slot.stop(StopReason.SHUTDOWN));
    assertThat(slot.status().state()).isEqualTo(SlotState.FAILED);
    assertThat(replicas.spawned).hasSize(1);
  }

  @Test
  void replicaThatCannotBeSpawnedCountsAsCrashed() throws Exception {
    replicas.refuses = true;
    Slot slot = slot(config().withRestart(new RestartPolicy(1, Duration.ofMinutes(1))));
    on(slot::start);
    Running.await(slot.ended());
    assertThat(slot.status().state()).isEqualTo(SlotState.FAILED);
    assertThat(slot.status().lastExit()).hasToString("could not be started: no more processes");
  }

  @Test
  void stopWhileARestartIsPendingStartsNothingMore() throws Exception {
    Slot slot = slot(config());
    on(slot::start);
    on(
        () -> {
          replicas.last().end.complete(ExitStatus.code(0));
          slot.stop(StopReason.SHUTDOWN);
        });
    Running.await(slot.ended());
    on(() -> {});
    assertThat(slot.status().state()).isEqualTo(SlotState.DOWN);
    assertThat(replicas.spawned).hasSize(1);
  }

  @Test
  void replicaWithoutAChannelIsTerminatedThenKilledWhenGraceIsOver() throws Exception {
    Slot slot = slot(config());
    on(slot::start);
    // Looked at before the grace can be over.
    List<Boolean> done =
        call(
            () -> {
              slot.stop(StopReason.SHUTDOWN);
              FakeReplicaSpawner.Fake replica = replicas.last();
              return List.of(
                  replica.terminated.future().isComplete(), replica.killed.future().isComplete());
            });
    assertThat(done).as("terminated, killed").containsExactly(true, false);
    Running.await(replicas.last().killed.future());
    assertThat(slot.ended().isComplete()).isFalse();
    on(() -> replicas.last().end.complete(ExitStatus.code(137)));
    Running.await(slot.ended());
  }

  @Test
  void killDoesNotWaitForGrace() throws Exception {
    Slot slot =
        slot(config().withStop(new StopPolicy(Duration.ofMinutes(5), Duration.ofMinutes(5))));
    on(slot::start);
    on(slot::kill);
    assertThat(replicas.last().killed.future().isComplete()).isTrue();
  }

  @Test
  void onlyTheReplicaSpawnedLastIsWelcome() throws Exception {
    Slot slot = slot(config());
    on(slot::start);
    String old = replicas.last().identity.token();
    on(() -> replicas.last().end.complete(ExitStatus.code(1)));
    events.await("starting", 2);
    assertThat(call(() -> slot.welcome(new ChannelMessage.Hello(1, old, 1), null))).isFalse();
    assertThat(call(() -> slot.welcome(new ChannelMessage.Hello(1, null, 1), null))).isFalse();
  }

  private Slot slot(ServiceConfig config) {
    Listeners listeners = new Listeners();
    listeners.add(events);
    ClusterDoor door = new ClusterDoor(new Cluster("test", ClusterConfig.LOCAL));
    SlotTools tools =
        new SlotTools(
            vertx,
            door,
            listeners,
            new Changes("web"),
            new InstanceTarget(),
            () -> false,
            () -> {});
    return new Slot(new SlotId("web", 1), tools, new Launch(1, config, replicas, () -> {}));
  }

  private static ServiceConfig config() {
    return Running.verticle(HelloVerticle.class, 1)
        .withStop(new StopPolicy(Duration.ofMillis(50), Duration.ofMillis(150)));
  }

  private void on(Runnable action) throws Exception {
    call(
        () -> {
          action.run();
          return null;
        });
  }

  private <T> T call(Callable<T> action) throws Exception {
    return Running.call(context, action);
  }
}
