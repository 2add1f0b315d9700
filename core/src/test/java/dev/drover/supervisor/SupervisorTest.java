package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.BrokenVerticle;
import com.acme.CrashingVerticle;
import com.acme.HelloVerticle;
import com.acme.ParentVerticle;
import com.acme.SlowVerticle;
import com.acme.StubbornVerticle;
import dev.drover.config.ConfigException;
import dev.drover.config.ReadyPolicy;
import dev.drover.config.RestartPolicy;
import dev.drover.config.ServiceConfig;
import dev.drover.process.ExitStatus;
import dev.drover.process.Signal;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real replicas, from the outside. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SupervisorTest {

  @Test
  void replicasGetReadyAndStopWithNothingLeft() throws Exception {
    try (Running running = Running.started(patient(HelloVerticle.class, 2))) {
      List<Long> pids = running.supervisor.status().slots().stream().map(SlotStatus::pid).toList();
      assertThat(running.supervisor.status().slots())
          .allMatch(slot -> slot.state() == SlotState.READY && slot.restarts() == 0);
      assertThat(running.supervisor.status().addresses()).hasSize(1);
      assertThat(running.events.await("ready web#1")).endsWith("instances=1");

      Running.await(running.supervisor.stop());

      assertThat(pids).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
      assertThat(running.events.events()).contains("exited web#1 wanted=true exit code 0");
      assertThat(running.supervisor.ended().succeeded()).isTrue();
      assertThat(running.events.events()).noneMatch(event -> event.contains("WARNING"));
    }
  }

  @Test
  void killedReplicaComesBackAndTheOtherIsNotDisturbed() throws Exception {
    try (Running running = Running.started(Running.verticle(HelloVerticle.class, 2))) {
      long other = running.slot(2).pid();
      ProcessHandle.of(running.slot(1).pid()).orElseThrow().destroyForcibly();

      assertThat(running.events.await("exited web#1"))
          .isEqualTo("exited web#1 wanted=false killed by SIGKILL");
      running.events.await("ready web#1", 2);
      assertThat(running.slot(1).restarts()).isEqualTo(1);
      assertThat(running.slot(2).pid()).isEqualTo(other);
      assertThat(running.events.count("ready web#2")).isEqualTo(1);
    }
  }

  @Test
  void allSlotsPastTheirLimitEndTheSupervisorAndShowTheLastOutput() {
    var config =
        Running.verticle(CrashingVerticle.class, 1)
            .withRestart(new RestartPolicy(1, Duration.ofMinutes(5)));
    try (Running running = new Running(config)) {
      running.supervisor.start();
      assertThatThrownBy(() -> Running.await(running.supervisor.ended()))
          .hasMessage("all replicas of web failed");
      assertThat(running.events.count("failed")).isEqualTo(1);
      assertThat(running.events.await("failed"))
          .startsWith("failed web#1 restarted 1 times within 5m; exit code 3 [")
          .contains("about to crash");
      assertThat(running.slot(1).state()).isEqualTo(SlotState.FAILED);
    }
  }

  @Test
  void verticleThatCannotStartShowsItsOwnFramesOnly() {
    var config =
        Running.verticle(BrokenVerticle.class, 1)
            .withRestart(new RestartPolicy(0, Duration.ofMinutes(1)));
    try (Running running = new Running(config)) {
      assertThatThrownBy(() -> Running.await(running.supervisor.start()))
          .hasMessage("all replicas of web failed");
      assertThat(running.events.await("startFailed"))
          .contains("java.lang.IllegalArgumentException: no database at nowhere:5432")
          .contains("com.acme.BrokenVerticle.connect(BrokenVerticle.java:")
          .doesNotContain("io.vertx.", "at java", "io.netty");
      assertThat(running.events.await("exited")).endsWith("exit code 1");
    }
  }

  @Test
  void replicaThatDoesNotGetReadyInTimeIsStoppedAndCountsAsCrashed() {
    var config =
        Running.verticle(SlowVerticle.class, 1)
            .withReady(new ReadyPolicy(Duration.ofSeconds(4), false))
            .withRestart(new RestartPolicy(0, Duration.ofMinutes(1)));
    try (Running running = new Running(config)) {
      assertThatThrownBy(() -> Running.await(running.supervisor.start()))
          .hasMessage("all replicas of web failed");
      assertThat(running.events.events()).contains("draining web#1 NOT_READY");
      assertThat(running.events.await("failed")).contains("not ready within 4s; exit code ");
    }
  }

  @Test
  void replicaThatIgnoresBeingAskedToStopIsKilledWhenGraceIsOver() throws Exception {
    try (Running running = Running.started(Running.verticle(StubbornVerticle.class, 1))) {
      long asked = System.nanoTime();
      Running.await(running.supervisor.stop());
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      assertThat(took)
          .isBetween(Running.QUICK.grace().minusMillis(200), Running.QUICK.grace().plusSeconds(2));
      assertThat(running.events.await("exited")).doesNotEndWith("exit code 0");
    }
  }

  @Test
  void replicaThatHangsIsKilledWithItsDescendantsWhenGraceIsOver() throws Exception {
    try (Running running = Running.started(Running.verticle(ParentVerticle.class, 1))) {
      String printed = running.events.await("output web#1 STDOUT child ");
      long child = Long.parseLong(printed.substring(printed.lastIndexOf(' ') + 1));
      CompletableFuture<ProcessHandle> childEnd = ProcessHandle.of(child).orElseThrow().onExit();

      signal("STOP", running.slot(1).pid());
      Running.await(running.supervisor.stop());

      assertThat(running.events.await("exited"))
          .isEqualTo("exited web#1 wanted=true killed by SIGKILL");
      assertThat(childEnd).succeedsWithin(Duration.ofSeconds(5));
    }
  }

  @Test
  void whatACrashedReplicaLeavesInItsProcessGroupEndsWithIt() throws Exception {
    try (Running running = Running.started(Running.verticle(ParentVerticle.class, 1))) {
      String printed = running.events.await("output web#1 STDOUT child ");
      long child = Long.parseLong(printed.substring(printed.lastIndexOf(' ') + 1));
      CompletableFuture<ProcessHandle> childEnd = ProcessHandle.of(child).orElseThrow().onExit();

      signal("KILL", running.slot(1).pid());

      running.events.await("exited web#1");
      assertThat(childEnd).succeedsWithin(Duration.ofSeconds(5));
      ReplicaExit exit = running.slot(1).lastExit();
      assertThat(exit.status()).isEqualTo(ExitStatus.signal(Signal.KILL));
      assertThat(exit.reason()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aListenerThatBlocksOnOutputKeepsNothingFromStopping(boolean closingVertx) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Running running = new Running(patient(ParentVerticle.class, 1));
    running.supervisor.listener(
        new SupervisorListener() {
          @Override
          public void output(SlotId slot, Stream stream, String line) {
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        });
    try (running) {
      Running.await(running.supervisor.start());
      long pid = running.slot(1).pid();
      Running.await(closingVertx ? running.vertx.close() : running.supervisor.stop());
      assertThat(ProcessHandle.of(pid)).isEmpty();
      assertThat(running.events.await("exited")).endsWith("exit code 0");
    } finally {
      never.countDown();
    }
  }

  @Test
  void closingVertxStopsTheSupervisor() throws Exception {
    try (Running running = Running.started(Running.verticle(HelloVerticle.class, 1))) {
      long pid = running.slot(1).pid();
      Running.await(running.vertx.close());
      assertThat(ProcessHandle.of(pid)).isEmpty();
      assertThat(running.supervisor.ended().succeeded()).isTrue();
    }
  }

  @Test
  void stopBeforeReadyStopsWhatIsStarting() throws Exception {
    try (Running running = new Running(Running.verticle(SlowVerticle.class, 1))) {
      Future<Void> started = running.supervisor.start();
      running.events.await("starting");
      Running.await(running.supervisor.stop());
      assertThat(started.isComplete()).isTrue();
      assertThat(running.events.count("exited")).isEqualTo(1);
    }
  }

  @Test
  void interruptDoesNothingToAReplicaAndTerminateDrainsIt() throws Exception {
    try (Running running = Running.started(patient(HelloVerticle.class, 1))) {
      signal("INT", running.slot(1).pid());
      signal("TERM", running.slot(1).pid());
      assertThat(running.events.await("exited")).isEqualTo("exited web#1 wanted=false exit code 0");
      running.events.await("ready web#1", 2);
    }
  }

  @Test
  void stopRightAfterStartLeavesNothing() throws Exception {
    try (Running running = new Running(Running.verticle(HelloVerticle.class, 1))) {
      Future<Void> started = running.supervisor.start();
      Running.await(running.supervisor.stop());
      assertThat(started.failed()).isTrue();
      Running.await(running.supervisor.ended());
      assertThat(running.events.events()).isEmpty();
      assertThatThrownBy(() -> Running.await(running.supervisor.start()))
          .hasMessage("a supervisor starts only once");
    }
  }

  @Test
  void mainIsReadyWhenItListens() throws Exception {
    try (Running running =
        Running.started(Running.main("com.acme.OwnMain", "listen").withStop(Running.PATIENT))) {
      assertThat(running.supervisor.status().addresses()).hasSize(1);
      Running.await(running.supervisor.stop());
      assertThat(running.events.await("exited")).isEqualTo("exited web#1 wanted=true exit code 0");
    }
  }

  @Test
  void mainThatClustersWithoutNamingAManagerJoinsTheServicesCluster() throws Exception {
    try (Running running =
        Running.started(Running.main("com.acme.OwnMain", "cluster").withStop(Running.PATIENT))) {
      assertThat(running.slot(1).state()).isEqualTo(SlotState.READY);
      Running.await(running.supervisor.stop());
      assertThat(running.events.await("exited")).isEqualTo("exited web#1 wanted=true exit code 0");
    }
  }

  @Test
  void mainIsReadyWhenItReturnsIfThatWasAskedFor() throws Exception {
    var config =
        Running.main("com.acme.OwnMain", "return")
            .withReady(new ReadyPolicy(Duration.ofSeconds(30), true));
    try (Running running = Running.started(config)) {
      assertThat(running.slot(1).state()).isEqualTo(SlotState.READY);
    }
  }

  @Test
  void missingJavaIsAnErrorOfTheConfiguration() {
    var config = Running.verticle(HelloVerticle.class, 1).withJava(Path.of("/nowhere/bin/java"));
    try (Running running = new Running(config)) {
      assertThatThrownBy(() -> Running.await(running.supervisor.start()))
          .isInstanceOf(ConfigException.class)
          .hasMessage("java program /nowhere/bin/java does not exist or is not executable");
      assertThat(running.events.events())
          .containsExactly(
              "serviceFailed web java program /nowhere/bin/java does not exist or is not executable");
    }
  }

  @Test
  void missingDirectoryIsAnErrorOfTheConfiguration() {
    var config = Running.verticle(HelloVerticle.class, 1).withDirectory(Path.of("/nowhere"));
    try (Running running = new Running(config)) {
      assertThatThrownBy(() -> Running.await(running.supervisor.start()))
          .isInstanceOf(ConfigException.class)
          .hasMessage("services.web.directory must be a directory, was /nowhere");
      assertThat(running.events.events())
          .containsExactly(
              "serviceFailed web services.web.directory must be a directory, was /nowhere");
    }
  }

  @Test
  void configurationIsNotOnTheCommandLine() throws Exception {
    try (Running running = Running.started(Running.main("com.acme.OwnMain", "listen"))) {
      String line = Files.readString(Path.of("/proc/" + running.slot(1).pid() + "/cmdline"));
      assertThat(line).contains("dev.drover.replica.ReplicaMain").doesNotContain("com.acme");
    }
  }

  /** One that has to stop by itself. */
  private static ServiceConfig patient(Class<?> verticle, int replicas) {
    return Running.verticle(verticle, replicas).withStop(Running.PATIENT);
  }

  private static void signal(String name, long pid) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }
}
