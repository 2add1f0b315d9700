package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image of {@code docker/Dockerfile}, built and started as an orchestrator would. */
class ImageIT {
  private static final int SMALL = 64 * 1024;

  private final int port = DroverCommand.freePort();
  private final int healthPort = DroverCommand.freePort();
  private final HealthProbe health = new HealthProbe(healthPort);
  private final String container = "drover-" + UUID.randomUUID();

  @TempDir Path directory;

  @Test
  void theImageServesAsProcessOneOfNobodyOnAReadOnlyRootAndDrains() throws Exception {
    OfflineImage.assumePossible();
    Path jar = Apps.jar(directory, "ProbeServer", Map.of("Main-Verticle", "ProbeServer"));
    try (OfflineImage image = new OfflineImage(Files.createDirectory(directory.resolve("store")))) {
      image.build("first", jar);
      Path bundle =
          image.bundle(
              "first",
              "run",
              "--health",
              "127.0.0.1:" + healthPort,
              "--conf",
              DroverCommand.conf(port),
              "/app/app.jar");
      JsonObject config =
          OfflineImage.json(bundle.resolve("image.json"))
              .getJsonObject("Docker")
              .getJsonObject("config");
      serveAndDrain(bundle, config);

      aChangeOfCodeShipsOneSmallLayer(image);
    }
  }

  private void serveAndDrain(Path bundle, JsonObject config) throws Exception {
    Process runc = runc("run", "--bundle", bundle.toString(), container);
    try {
      health.awaitStatus("/ready", 200);
      long pid = runc.toHandle().children().findFirst().orElseThrow().pid();
      assertConfined(pid);
      assertHealthy(config.getJsonObject("Healthcheck").getJsonArray("Test"));

      try (HttpConnection connection = new HttpConnection(port)) {
        assertThat(connection.ask("/pid")).isEqualTo("1");
        connection.send("/slow?of=5000");
        health.awaitSum("drover_connections", "", 1);
        await(runc("kill", container, config.getString("StopSignal")), 0);
        health.awaitStatus("/ready", 503);
        assertThat(connection.receive()).isEqualTo("slow answer of 1");
      }
      await(runc, 0);
    } finally {
      runc("delete", "--force", container).waitFor(30, TimeUnit.SECONDS);
      runc.destroyForcibly();
    }
  }

  private static void assertConfined(long pid) throws IOException {
    Path proc = Path.of("/proc/" + pid);
    String status = Files.readString(proc.resolve("status"));
    assertThat(status).containsPattern("Uid:\\s10001\\s10001").contains("NoNewPrivs:\t1");
    assertThat(status).containsPattern("CapEff:\\s0{16}").containsPattern("NSpid:.*\\s1\n");
    assertThat(Files.readAllLines(proc.resolve("mounts")))
        .anyMatch(line -> line.matches("overlay / overlay ro,.*"));
    // Without the archive, or with a library to unpack, it would serve too, only worse.
    assertThat(Files.readString(proc.resolve("maps")))
        .contains("/opt/drover/drover.jsa")
        .contains("/opt/drover/native/libnetty_transport_native_epoll");
  }

  /** As Docker checks it. */
  private void assertHealthy(JsonArray test) throws Exception {
    assertThat(test.getString(0)).isEqualTo("CMD");
    List<String> command = new ArrayList<>(List.of("exec", container));
    test.stream().skip(1).map(String::valueOf).forEach(command::add);
    command.add("127.0.0.1:" + healthPort);
    await(runc(command.toArray(String[]::new)), 0);
  }

  private void aChangeOfCodeShipsOneSmallLayer(OfflineImage image) throws Exception {
    JsonArray before = image.layers("first");
    Path jar =
        Apps.jar(directory, "ProbeServer", Map.of("Main-Verticle", "ProbeServer", "Built", "2"));

    image.build("second", jar);

    JsonArray after = image.layers("second");
    Object shipped = after.remove(after.size() - 1);
    Object replaced = before.remove(before.size() - 1);
    assertThat(after).isEqualTo(before);
    assertThat(shipped).isNotEqualTo(replaced);
    assertThat(((JsonObject) shipped).getInteger("size")).isLessThan(SMALL);
  }

  private Process runc(String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of("runc", "--root"));
    command.add(directory.resolve("runc").toString());
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("runc.log").toFile()))
        .start();
  }

  private void await(Process process, int code) throws Exception {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(log()).isTrue();
    assertThat(process.exitValue()).as(log()).isEqualTo(code);
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("runc.log"));
  }
}
