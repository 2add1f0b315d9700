package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stops and kills of real replicas, in any order and number. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StopRulesTest {

  @Test
  void whatIsStoppedMayBeKilledAndStoppedAgain() throws Exception {
    try (Running running = Running.started(Running.probe(1))) {
      Running.await(running.supervisor.stop());
      Running.await(running.supervisor.kill());
      Running.await(running.supervisor.stop());
      assertThat(running.events.count("exited")).isEqualTo(1);
      assertThat(running.slot(1).state()).isEqualTo(SlotState.DOWN);
      assertThat(running.slot(1).pid()).isEqualTo(-1);
      assertThatThrownBy(() -> Running.await(running.send(1, "late")))
          .hasMessage("no replica of web#1 is connected");
    }
  }

  @Test
  void aKillIsWantedAsAStopIsAndMayBeFollowedByOne() throws Exception {
    try (Running running = Running.started(Running.probe(1))) {
      Future<Void> killed = running.supervisor.kill();
      Running.await(Future.join(killed, running.supervisor.stop()));
      assertThat(running.events.await("exited"))
          .startsWith("exited web#1 wanted=true")
          .contains("SIGKILL");
      assertThat(running.events.count("restarting")).isZero();
    }
  }

  @Test
  void aStormOfStopsAndKillsEndsEveryReplicaOnce() throws Exception {
    try (Running running = Running.started(Running.probe(3))) {
      List<Future<Void>> all = new ArrayList<>();
      IntStream.range(0, 200)
          .parallel()
          .forEach(
              call -> {
                Supervisor supervisor = running.supervisor;
                Future<Void> one = call % 2 == 0 ? supervisor.stop() : supervisor.kill();
                synchronized (all) {
                  all.add(one);
                }
              });
      Running.await(Future.join(all));
      assertThat(all).hasSize(200).allMatch(Future::succeeded);
      assertThat(running.events.count("exited")).isEqualTo(3);
      assertThat(running.events.events()).noneMatch(event -> event.contains("wanted=false"));
      assertThat(running.supervisor.status().slots())
          .allMatch(slot -> slot.state() == SlotState.DOWN && slot.pid() == -1);
    }
  }

  @Test
  void aStopInTheMomentAReplicaIsReadyIsWantedAndExitsWithZero() throws Exception {
    try (Running running = new Running(Running.probe(1).withStop(Running.PATIENT))) {
      running.supervisor.listener(
          new SupervisorListener() {
            @Override
            public void replicaReady(SlotId slot, long pid, int instances, Duration took) {
              running.supervisor.stop();
            }
          });
      running.supervisor.start();
      Running.await(running.supervisor.ended());
      assertThat(running.events.await("exited")).isEqualTo("exited web#1 wanted=true exit code 0");
    }
  }

  @Test
  void theStateOfASlotIsTrueInEveryHandler() throws Exception {
    try (Running running = new Running(Running.probe(1))) {
      States states = new States(running, new ArrayList<>());
      running.supervisor.listener(states);
      Running.await(running.supervisor.start());
      Running.await(running.supervisor.stop());
      assertThat(states.seen())
          .containsExactly(
              "starting STARTING true",
              "ready READY true",
              "draining DRAINING true",
              "exited DOWN false");
    }
  }

  /** What the status says when something is told: the state, and whether the replica is there. */
  private record States(Running running, List<String> seen) implements SupervisorListener {
    private void add(String event, long pid) {
      SlotStatus now = running.slot(1);
      seen.add(event + " " + now.state() + " " + (now.pid() == pid));
    }

    @Override
    public void replicaStarting(SlotId slot, long pid) {
      add("starting", pid);
    }

    @Override
    public void replicaReady(SlotId slot, long pid, int instances, Duration took) {
      add("ready", pid);
    }

    @Override
    public void replicaDraining(SlotId slot, long pid, StopReason reason) {
      add("draining", pid);
    }

    @Override
    public void replicaExited(SlotId slot, long pid, boolean wanted, ReplicaExit exit) {
      add("exited", pid);
    }
  }

  @Test
  void aStopBeforeAnyStartEndsTheSupervisorLater() throws Exception {
    try (Running running = new Running(Running.probe(2))) {
      Future<Void> stopped = running.supervisor.stop();
      Running.await(stopped);
      assertThat(running.supervisor.ended().succeeded()).isTrue();
      assertThat(running.supervisor.status().slots()).isEmpty();
      assertThatThrownBy(() -> Running.await(running.supervisor.start()))
          .hasMessage("a supervisor starts only once");
    }
  }

  @Test
  void twoSupervisorsOfOneJvmKeepTheirOwnSettings() throws Exception {
    try (Running one = new Running(Running.probe(2).withClusterName("one"));
        Running other = new Running(Running.probe(3).withClusterName("other"))) {
      assertThat(one.supervisor.config().services().get(0).replicas()).isEqualTo(2);
      assertThat(one.supervisor.status().services().get(0).clusterName()).isEqualTo("one");
      assertThat(other.supervisor.config().services().get(0).replicas()).isEqualTo(3);
      assertThat(other.supervisor.status().services().get(0).clusterName()).isEqualTo("other");
    }
  }
}
