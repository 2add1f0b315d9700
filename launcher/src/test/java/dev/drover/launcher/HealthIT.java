package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Drover itself answers beside the application. */
class HealthIT {
  private final int port = DroverCommand.freePort();
  private final int healthPort = DroverCommand.freePort();
  private final HealthProbe health = new HealthProbe(healthPort);

  @TempDir Path directory;

  @Test
  void oneJvmIsReadyUntilItDrainsWhichIsToldWhileItStillServes() throws Exception {
    try (DroverProcess drover = run("--health", "" + healthPort);
        HttpConnection connection = drover.connect(port)) {
      assertThat(health.status("/live")).isEqualTo(200);
      DroverAnswer ready = new DroverCommand(directory).ask("health", "" + healthPort);
      assertThat(ready.out()).contains("\"ready\":true");
      assertThat(ready.exitCode()).isZero();
      connection.ask("/pid");
      health.awaitSum("drover_requests_total", "service=\"probe-server\",slot=\"0\"", 1);
      connection.send("/slow?of=5000");

      drover.signal("TERM");

      health.awaitStatus("/ready", 503);
      assertThat(health.json("/ready").getString("why")).isEqualTo("draining");
      assertThat(health.status("/live")).isEqualTo(200);
      assertThat(health.sum("drover_ready", "")).isZero();
      assertThat(connection.receive()).startsWith("slow answer");
      assertThat(drover.awaitExit()).isZero();
      assertThat(drover.out().text()).contains("health     http://127.0.0.1:" + healthPort);
    }
  }

  @Test
  void blockedEventLoopsAreToldByTheOneThatIsNotBlocked() throws Exception {
    Path file = directory.resolve("drover.yaml");
    Files.writeString(
        file,
        """
        control: {health: 127.0.0.1:%d}
        services:
          probe:
            verticle: %s
            replicas: 0
            instances: 1
            hang: {after: 500ms}
            config: {port: %d}
        """
            .formatted(healthPort, DroverCommand.app("ProbeServer"), port));
    try (DroverProcess drover = new DroverCommand(directory).run(file.toString());
        HttpConnection connection = drover.connect(port)) {
      assertThat(health.status("/live")).isEqualTo(200);

      connection.send("/block?of=4000");

      health.awaitStatus("/live", 503);
      assertThat(health.json("/live").getString("why")).contains("event loop", "blocked");
      assertThat(health.status("/ready")).isEqualTo(503);
      assertThat(health.status("/metrics")).isEqualTo(200);
      connection.receive();
      health.awaitStatus("/live", 200);
      assertThat(health.status("/ready")).isEqualTo(200);
    }
  }

  @Test
  void replicasAreCountedWhateverBecomesOfThem() throws Exception {
    try (DroverProcess drover = run("--replicas", "2", "--health", "localhost:" + healthPort)) {
      drover.awaitUp();
      assertThat(health.json("/ready").getJsonArray("services"))
          .isEqualTo(
              new JsonArray()
                  .add(
                      new JsonObject()
                          .put("name", "probe-server")
                          .put("slots", 2)
                          .put("ready", 2)));
      long victim = drover.replicas().get(0);
      DroverProcess.signal("KILL", "" + victim);

      health.awaitSum("drover_replica_exits_total", "cause=\"crash\"", 1);
      health.awaitSum("drover_slot_state", "state=\"ready\"", 2);
      assertThat(health.status("/ready")).isEqualTo(200);
      HttpConnection.get(port, "/pid");
      health.awaitSum("drover_requests_total", "", 1);
      assertThat(health.sum("drover_replica_resident_memory_bytes", "")).isGreaterThan(20e6);
      assertThat(promtool(health.text("/metrics"))).isEmpty();

      drover.signal("TERM");
      assertThat(drover.awaitExit()).isZero();
    }
  }

  @Test
  void anApplicationWithItsOwnMainIsReadyOnceItListens() throws Exception {
    Path classes = Apps.classes(directory, "OwnMain");
    String[] args = {
      "--health", "" + healthPort, "-cp", classes.toString(), "--main", "OwnMain", "--", "" + port
    };
    try (DroverProcess drover = new DroverCommand(directory).run(args)) {
      drover.awaitUp();
      health.awaitStatus("/ready", 200);
      assertThat(health.status("/live")).isEqualTo(200);
      assertThat(health.sum("drover_slot_state", "slot=\"0\",state=\"ready\"")).isEqualTo(1);
    }
  }

  @Test
  void whatCannotBeIsSaidInOneLineBeforeAnythingStarts() throws IOException {
    try (ServerSocket taken = new ServerSocket(healthPort, 1, InetAddress.getByName("127.0.0.1"))) {
      assertFails(1, "cannot listen on 127.0.0.1:" + taken.getLocalPort(), "" + healthPort);
    }
    DroverAnswer nobody = new DroverCommand(directory).ask("health", "" + healthPort);
    assertThat(nobody.err()).contains("127.0.0.1:" + healthPort + " does not answer");
    assertThat(nobody.exitCode()).isEqualTo(1);
    assertFails(2, "--health must be HOST:PORT or PORT", "here");
    // No machine has this address; a name would be looked up, which may take long.
    assertFails(1, "cannot listen on 192.0.2.1:7718", "192.0.2.1:7718");
  }

  private void assertFails(int code, String message, String address) {
    DroverAnswer answer =
        new DroverCommand(directory)
            .ask("run", "--health", address, DroverCommand.app("ProbeServer"));
    assertThat(answer.exitCode()).as(answer.err()).isEqualTo(code);
    assertThat(answer.err().strip().lines()).first().asString().contains(message);
    assertThat(answer.err().strip().lines().count()).isLessThanOrEqualTo(2);
    assertThat(answer.out()).isEmpty();
  }

  /** What Prometheus' own checker has to say; nothing is well. */
  private static String promtool(String metrics) throws Exception {
    Process tool;
    try {
      tool = new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    } catch (IOException missing) {
      Assumptions.abort("promtool is not installed: the names of metrics are NOT CHECKED");
      return null;
    }
    try (var in = tool.getOutputStream()) {
      in.write(metrics.getBytes(StandardCharsets.UTF_8));
    }
    return new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private DroverProcess run(String... flags) {
    List<String> args = new ArrayList<>(List.of(flags));
    args.addAll(List.of(DroverCommand.app("ProbeServer"), "--conf", DroverCommand.conf(port)));
    return new DroverCommand(directory).run(args.toArray(String[]::new));
  }
}
