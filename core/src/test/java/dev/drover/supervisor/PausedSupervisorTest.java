package dev.drover.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.HangPolicy;
import dev.drover.config.ServiceConfig;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A supervisor that stood still itself, as in a laptop's sleep, blames no replica for it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PausedSupervisorTest {
  private static final Duration AFTER = Duration.ofMillis(1_500);

  @TempDir static Path temporary;

  @Test
  void aSupervisorThatStoodStillLongerThanTheLimitKillsNobody() throws Exception {
    Process supervisor = start();
    try (BufferedReader told =
        new BufferedReader(new InputStreamReader(supervisor.getInputStream(), UTF_8))) {
      Set<String> before = beats(told, 20);
      signal("STOP", supervisor);
      // Nothing can be waited for but the time itself.
      assertThatThrownBy(() -> supervisor.onExit().get(2 * AFTER.toMillis(), TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      signal("CONT", supervisor);
      // More than enough for the beats of the pause, and for twice the limit after it.
      assertThat(beats(told, 120)).isEqualTo(before).hasSize(2);
    } finally {
      supervisor.outputWriter(UTF_8).append("stop\n").flush();
      supervisor.waitFor();
    }
  }

  /** The replicas that so many beats came from; nothing else may be told. */
  private static Set<String> beats(BufferedReader told, int count) throws IOException {
    Set<String> replicas = new HashSet<>();
    for (int beat = 0; beat < count; beat++) {
      String line = told.readLine();
      assertThat(line).startsWith("beat of ");
      replicas.add(line);
    }
    return replicas;
  }

  private static void signal(String name, Process to) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(to.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            temporary.toString());
    builder.environment().remove("XDG_RUNTIME_DIR");
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Says of which replica each beat is, once all are ready, until there is a line on its stdin. */
  static final class Main implements SupervisorListener {
    private volatile boolean ready;

    public static void main(String[] args) throws Exception {
      ServiceConfig config =
          Running.main("com.acme.HangingMain", "", 2)
              .withHang(new HangPolicy(true, AFTER, Duration.ofMillis(100), Path.of(args[0])));
      Main told = new Main();
      Vertx vertx = Vertx.vertx();
      Supervisor supervisor = Supervisor.create(vertx, config).listener(told);
      Running.await(supervisor.start());
      told.ready = true;
      System.in.read();
      Running.await(supervisor.stop().eventually(vertx::close));
    }

    @Override
    public void replicaStats(SlotId slot, long pid, ReplicaStats stats) {
      if (ready) {
        System.out.println("beat of " + slot + " " + pid);
      }
    }

    @Override
    public void replicaHung(SlotId slot, long pid, Hang hang) {
      System.out.println("hung " + slot + " " + hang);
    }
  }
}
