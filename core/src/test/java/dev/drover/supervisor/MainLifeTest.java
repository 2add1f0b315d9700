package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.RestartPolicy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What keeps a replica with a main method alive: its application's threads, and nothing of Drover.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MainLifeTest {

  /** Daemon threads are to a JVM what an unref'd handle is to Node. */
  @ParameterizedTest
  @ValueSource(strings = {"close", "daemon"})
  void aReplicaWithNothingLeftToRunEndsWithZero(String how) throws Exception {
    try (Running running = run(how)) {
      // Whether it is told as ready before depends on how soon it ends.
      running.supervisor.start();
      assertThat(running.events.await("exited web#1"))
          .isEqualTo("exited web#1 wanted=false exit code 0");
    }
  }

  @Test
  void aReplicaThatKeepsAThreadOfItsOwnLivesUntilThatEnds() throws Exception {
    try (Running running = run("hold")) {
      Running.await(running.supervisor.start());
      assertThat(ProcessHandle.of(running.slot(1).pid())).isPresent();
      Running.await(running.send(1, "let go"));
      assertThat(running.events.await("exited web#1"))
          .isEqualTo("exited web#1 wanted=false exit code 0");
      running.events.await("output web#1 STDOUT held");
    }
  }

  /** Both are known at the same time to a supervisor that was busy. */
  @Test
  void whatAReplicaSendsJustBeforeItEndsIsHeard() throws Exception {
    try (Running running = run("speak")) {
      running.supervisor.listener(new BusyUntilTheEnd(running)).start();
      running.events.await("exited web#1 wanted=false exit code 0");
      assertThat(running.events.await("message web#1", 2)).endsWith("\"bye\"");
    }
  }

  /** Once a replica has spoken. */
  private record BusyUntilTheEnd(Running running) implements SupervisorListener {
    @Override
    public void replicaMessage(SlotId slot, long pid, Object message) {
      running
          .send(1, "heard")
          .onComplete(sent -> ProcessHandle.of(pid).ifPresent(one -> one.onExit().join()));
    }
  }

  private static Running run(String how) {
    return new Running(
        Running.main("com.acme.LeavingMain", how)
            .withRestart(new RestartPolicy(0, Duration.ofMinutes(1))));
  }
}
