package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where options come from, and which place wins: JSON, environment, command line, property. */
class OptionsIT {
  private static final String PROBE = DroverCommand.app("ProbeServer");
  private static final String INSTANCES = "vertx.deployment.options.instances";
  private static final String LOOPS = "vertx.options.eventLoopPoolSize";

  private final int port = DroverCommand.freePort();
  private final String conf = DroverCommand.conf(port);

  @TempDir Path directory;

  @Test
  void theEnvironmentWinsOverJson() throws Exception {
    DroverCommand command =
        command()
            .env("VERTX_DEPLOYMENT_OPTIONS_INSTANCES", "4")
            .env("VERTX_OPTIONS_EVENT_LOOP_POOL_SIZE", "3");
    String deployment = "{\"instances\":7,\"config\":{\"port\":" + port + ",\"from\":\"options\"}}";
    String[] args = {
      PROBE, "--deployment-options", deployment, "--options", "{\"eventLoopPoolSize\":1}"
    };

    try (DroverProcess drover = command.run(args)) {
      drover.awaitUp();
      JsonObject options = options();
      expect(options, 4, 3);
      assertThat(options.getJsonObject("config").getString("from")).isEqualTo("options");
    }
  }

  @Test
  void theCommandLineWinsOverTheEnvironmentAndJson() throws Exception {
    DroverCommand command = command().env("VERTX_DEPLOYMENT_OPTIONS_INSTANCES", "4");
    String[] args = {
      PROBE, "-instances", "2", "--deployment-options", "{\"config\":{\"port\":1}}", "-conf", conf
    };

    try (DroverProcess drover = command.run(args)) {
      drover.awaitUp();
      JsonObject options = options();
      expect(options, 2, 2);
      assertThat(options.getJsonObject("config")).isEqualTo(new JsonObject(conf));
    }
  }

  @Test
  void aSystemPropertyWinsOverTheCommandLine() throws Exception {
    DroverCommand command =
        command()
            .env("VERTX_OPTIONS_EVENT_LOOP_POOL_SIZE", "1")
            .jvm("-D" + INSTANCES + "=5", "-D" + LOOPS + "=4");

    try (DroverProcess drover = command.run(PROBE, "--instances", "2", "--conf", conf)) {
      drover.awaitUp();
      expect(options(), 5, 4);
    }
  }

  @Test
  void theSameOrderHoldsInAReplica() throws Exception {
    String[] args = {
      PROBE,
      "--replicas",
      "1",
      "--conf",
      conf,
      "--instances",
      "2",
      "--env",
      "VERTX_DEPLOYMENT_OPTIONS_INSTANCES=9",
      "--env",
      "VERTX_OPTIONS_EVENT_LOOP_POOL_SIZE=1",
      "--jvm-arg",
      "-D" + LOOPS + "=3",
      "--jvm-arg",
      "-D" + INSTANCES + "=4"
    };

    try (DroverProcess drover = command().run(args)) {
      drover.awaitUp();
      expect(options(), 4, 3);
      assertThat(drover.out().text()).contains("instances  4 in each replica");
    }
  }

  @Test
  void workersAreAskedForByTheFlag() throws Exception {
    try (DroverProcess drover = command().run(PROBE, "--worker", "--conf", conf)) {
      drover.awaitUp();
      assertThat(options().getString("threading")).isEqualTo("WORKER");
    }
  }

  @Test
  void virtualThreadsOnAnOlderJavaAreRefusedWithTheReason() {
    if (Runtime.version().feature() >= 21) {
      System.out.println("OptionsIT: this Java has virtual threads, nothing to refuse");
      return;
    }
    try (DroverProcess drover = command().run(PROBE, "--virtual-thread", "--conf", conf)) {
      assertThat(drover.awaitExit()).isEqualTo(2);
      assertThat(drover.err().text())
          .contains("virtual threads need Java 21", "this is Java " + Runtime.version().feature());
    }
  }

  @Test
  void everyWrongOptionIsNamedAtOnce() {
    DroverCommand command = command().env("VERTX_OPTIONS_EVENT_LOOP_POOL_SIZE", "many");

    try (DroverProcess drover = command.jvm("-D" + INSTANCES + "=0").run(PROBE, "--conf", conf)) {
      assertThat(drover.awaitExit()).isEqualTo(2);
      assertThat(drover.err().text())
          .contains("VERTX_OPTIONS_EVENT_LOOP_POOL_SIZE", "instances must be >= 1, was 0");
    }
  }

  private DroverCommand command() {
    return new DroverCommand(directory);
  }

  private JsonObject options() throws Exception {
    return new JsonObject(HttpConnection.get(port, "/options"));
  }

  private static void expect(JsonObject options, int instances, int eventLoops) {
    assertThat(options.getInteger("instances")).isEqualTo(instances);
    assertThat(options.getInteger("eventLoops")).isEqualTo(eventLoops);
  }
}
