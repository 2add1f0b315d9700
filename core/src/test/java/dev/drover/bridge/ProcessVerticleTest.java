package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Deployment by name, streams, instances and the end. */
class ProcessVerticleTest extends ChildrenOnTheBus {
  private static final JsonObject ONCE = new JsonObject().put("policy", "never");

  @Test
  void aProgramIsDeployedByNameAndItsLinesArePublished() throws Exception {
    LinkedBlockingQueue<String> lines = published("greeter.stdout");

    deploy("proc:printf '%s\\n' 'a b' c", new JsonObject().put("address", "greeter"), 1);

    assertThat(next(lines)).isEqualTo("a b");
    assertThat(next(lines)).isEqualTo("c");
  }

  @Test
  void aShellCommandMayBeAPipelineAndItsNameIsItsAddress() throws Exception {
    String name = "sh:printf 'x\\ny\\n' | tr xy ab 1>&2";
    LinkedBlockingQueue<String> lines = published(name + ".stderr");

    deploy(name, new JsonObject(), 1);

    assertThat(next(lines)).isEqualTo("a");
    assertThat(next(lines)).isEqualTo("b");
  }

  @Test
  void aMalformedNameFailsTheDeploymentAndShowsWhere() throws Exception {
    Throwable failure = failure(vertx.deployVerticle("proc:ls | wc"));

    assertThat(failure)
        .hasMessageContaining("no shell to give | its meaning")
        .hasMessageEndingWith("\nproc:ls | wc\n        ^");
    assertThat(failure(vertx.deployVerticle("sh: "))).hasMessageContaining("must follow");
    assertThat(failure(vertx.deployVerticle("fork:node 'x"))).hasMessageContaining("not closed");
  }

  @Test
  void aCommandThatIsNotThereFailsTheDeployment() throws Exception {
    assertThat(failure(vertx.deployVerticle("proc:no-such-command-here")))
        .hasMessageContaining("no-such-command-here");
  }

  @Test
  void everyProblemOfTheConfigurationFailsTheDeploymentTogether() throws Exception {
    JsonObject config = new JsonObject().put("stdin", "words").put("restarts", 3);

    assertThat(failure(vertx.deployVerticle("proc:cat", new DeploymentOptions().setConfig(config))))
        .hasMessageContaining("stdin must be one of")
        .hasMessageContaining("restarts is unknown");
  }

  @Test
  void instancesShareTheAddressAndUndeployStopsEachOfThem() throws Exception {
    String script = "read x; while :; do echo $$; read x || sleep 60; done";
    JsonObject config = new JsonObject().put("address", "pids");
    String id = deploy("sh:" + script, config, 3);
    Set<Object> pids = new HashSet<>();
    vertx.eventBus().publish("pids", "start");
    LinkedBlockingQueue<String> lines = published("pids.stdout");
    vertx.eventBus().publish("pids", "again");
    while (pids.size() < 3) {
      pids.add(next(lines));
    }
    for (Object pid : pids) {
      assertThat(lives(Long.parseLong((String) pid))).isTrue();
    }

    await(vertx.undeploy(id));

    for (Object pid : pids) {
      assertThat(lives(Long.parseLong((String) pid))).isFalse();
    }
    assertThat(failure(ask("pids", "x"))).hasMessageContaining("No handlers");
  }

  @Test
  void aChildThatIgnoresSigtermIsKilledAfterTheGrace() throws Exception {
    ProcessSpec spec =
        ProcessSpec.shell("stubborn", "trap '' TERM; echo up; while :; do sleep 0.05; done")
            .ready(Readiness.onLine("up"))
            .stop(new dev.drover.config.StopPolicy(Duration.ofMillis(100), Duration.ofMillis(400)))
            .build();
    String id = deploy(spec);
    long pid = event("spawn").getLong("pid");

    await(vertx.undeploy(id));

    assertThat(lives(pid)).isFalse();
    assertThat(event("exit").getString("signal")).isEqualTo("SIGKILL");
  }

  @Test
  void stdinTakesLinesAndItsEnd() throws Exception {
    LinkedBlockingQueue<String> lines = published("counter.stdout");
    deploy("proc:wc -l", new JsonObject().put("address", "counter").put("restart", ONCE), 1);

    await(ask("counter.stdin", "one"));
    vertx.eventBus().send("counter.stdin", "two");
    await(ask("counter.stdin", "", new DeliveryOptions().addHeader("end", "true")));

    assertThat(next(lines).trim()).isEqualTo("2");
    assertThat(event("exit").getInteger("code")).isZero();
    assertThat(event("ended").getInteger("code")).isZero();
  }

  @Test
  void aLineMustBeOne() throws Exception {
    deploy("proc:cat", new JsonObject().put("address", "cat"), 1);

    assertThat(code(ask("cat.stdin", "a\nb"))).isEqualTo(BridgeFailure.BAD_REQUEST.code());
    assertThat(code(ask("cat", new JsonObject()))).isEqualTo(BridgeFailure.BAD_REQUEST.code());
    assertThat(await(ask("cat", "a"))).isEqualTo("a");
  }

  @Test
  void framesAndChunksCarryBytes() throws Exception {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    deploy(
        "proc:cat",
        new JsonObject().put("address", "framed").put("stdin", "frames").put("stdout", "frames"),
        1);
    deploy(
        "proc:cat",
        new JsonObject().put("address", "raw").put("stdin", "chunks").put("stdout", "chunks"),
        1);

    assertThat(await(ask("framed", Buffer.buffer(all)))).isEqualTo(Buffer.buffer(all));
    assertThat(await(ask("framed", Buffer.buffer()))).isEqualTo(Buffer.buffer());
    LinkedBlockingQueue<Buffer> chunks = published("raw.stdout");
    vertx.eventBus().send("raw.stdin", Buffer.buffer(all));
    assertThat(next(chunks)).isEqualTo(Buffer.buffer(all));
    assertThat(code(ask("raw", Buffer.buffer(all)))).isEqualTo(BridgeFailure.BAD_REQUEST.code());
  }

  @Test
  void theEnvironmentIsTheChildsAndNeverTold() throws Exception {
    LinkedBlockingQueue<String> lines = published("env.stdout");
    JsonObject config =
        new JsonObject()
            .put("address", "env")
            .put("restart", ONCE)
            .put("inheritEnv", false)
            .put("env", new JsonObject().put("A_SECRET", "s3cr3t"));

    deploy("proc:/usr/bin/env", config, 1);

    assertThat(next(lines)).isEqualTo("A_SECRET=s3cr3t");
    event("ended");
    assertThat(lines).isEmpty();
    assertThat(events.toString()).doesNotContain("s3cr3t");
    JsonObject wrong =
        config.copy().put("env", new JsonObject().put("A_SECRET", 1).put("B=C", "s3cr3t"));
    assertThat(failure(vertx.deployVerticle("proc:env", new DeploymentOptions().setConfig(wrong))))
        .hasMessageContaining("env")
        .hasMessageNotContaining("s3cr3t");
  }
}
