package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ReadyPolicy;
import dev.drover.process.ExitStatus;
import dev.drover.replica.ChannelMessage;
import dev.drover.supervisor.ReloadException.Reason;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a slot puts a new replica in the place of the one that serves. */
final class SlotReplaceTest extends ServingSlot {
  private static final Duration MOMENT = Duration.ofMillis(30);
  private static final Duration NEVER = Duration.ofHours(1);

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
    Future<Void> replaced = replace(MOMENT);
    connect(1);
    // At once: it is watched for a moment only.
    whenSent =
        line -> {
          if (line.contains("\"open\"")) {
            replicas.last().end.complete(ExitStatus.code(3));
          }
        };
    say(1, new ChannelMessage.Ready(1));
    assertThat(failure(replaced).reason()).isEqualTo(Reason.CRASHED);
    oldServesAsBefore();
  }

  @Test
  void aNewReplicaThatIsNotReadyInTimeIsEndedAndSaysWhatItWasAsked() throws Exception {
    Launch slow =
        new Launch(2, config().withReady(new ReadyPolicy(MOMENT, false)), replicas, () -> {});
    // All before the moment can be over.
    Future<Void> replaced =
        call(
            () -> {
              Future<Void> replacing = slot.replace(slow, NEVER);
              welcome(1);
              hear(1, new ChannelMessage.NotReady("GET /ready answered 503"));
              return replacing;
            });
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
}
