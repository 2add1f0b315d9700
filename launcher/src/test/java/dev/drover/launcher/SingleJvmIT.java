package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code drover run} of a source file in the launcher's own JVM. */
class SingleJvmIT {
  private final int port = DroverCommand.freePort();

  @TempDir Path directory;

  @Test
  void aSourceFileServesOnEveryCoreAndSaysSoOnce() throws Exception {
    try (DroverProcess drover = start()) {
      drover.awaitUp();
      JsonObject options = new JsonObject(HttpConnection.get(port, "/options"));
      int cores = Runtime.getRuntime().availableProcessors();
      assertThat(options.getInteger("instances")).isEqualTo(cores);
      assertThat(options.getInteger("eventLoops")).isEqualTo(cores);

      drover.signal("TERM");
      assertThat(drover.awaitExit()).isZero();

      assertThat(drover.out().text())
          .containsOnlyOnce("is up, in this JVM")
          .containsOnlyOnce("address    127.0.0.1:" + port)
          .containsOnlyOnce("instances  " + cores)
          .containsOnlyOnce("pid        " + drover.pid())
          .containsOnlyOnce("Ctrl-C");
      assertThat(drover.err().all()).isEmpty();
    }
  }

  @Test
  void noInstanceStaysIdle() throws Exception {
    try (DroverProcess drover = start("--instances", "2")) {
      drover.awaitUp();

      assertThat(Spread.of(200, port, "/instance"))
          .containsOnlyKeys(drover.pid() + "/1", drover.pid() + "/2");
    }
  }

  @Test
  void controlCFinishesTheRequestInFlightAndEndsWithZero() throws Exception {
    try (DroverProcess drover = start();
        HttpConnection connection = drover.connect(port)) {
      connection.ask("/pid");
      connection.send("/slow?of=1500");

      drover.signal("INT");

      drover.out().await("draining");
      assertThat(connection.receive()).isEqualTo("slow answer of " + drover.pid());
      assertThat(drover.awaitExit()).isZero();
    }
  }

  @Test
  void aSecondSignalKillsAtOnce() throws Exception {
    try (DroverProcess drover = start();
        HttpConnection connection = drover.connect(port)) {
      connection.ask("/pid");
      connection.send("/slow?of=9000");
      drover.signal("TERM");
      drover.out().await("draining");
      // Signals that come together are one request.
      drover.staysFor(Duration.ofMillis(500));

      drover.signal("TERM");

      assertThat(drover.awaitExit()).isEqualTo(1);
      drover.out().await("killed");
    }
  }

  private DroverProcess start(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(DroverCommand.app("ProbeServer"), "--conf", DroverCommand.conf(port)));
    args.addAll(List.of(more));
    return new DroverCommand(directory).interruptible().run(args.toArray(String[]::new));
  }
}
