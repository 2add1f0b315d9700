package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandVerticleTest extends OnTheBus {
  private static final String ADDRESS = "ops";

  @TempDir Path directory;

  static JsonObject shell(String text) {
    return new JsonObject().put("shell", text);
  }

  static JsonObject program(Object... words) {
    return new JsonObject().put("command", new JsonArray(List.of(words)));
  }

  private String deploy(JsonObject command) throws Exception {
    return deployAll(new JsonObject().put("run", command));
  }

  private String deployAll(JsonObject commands) throws Exception {
    JsonObject config = new JsonObject().put("address", ADDRESS).put("commands", commands);
    return deploy(new CommandVerticle(), config);
  }

  private Future<JsonObject> run(Map<String, Object> args) {
    return run(new JsonObject(args), null);
  }

  private Future<JsonObject> run(JsonObject args, String id) {
    JsonObject request = new JsonObject().put("command", "run").put("args", args);
    return request(ADDRESS, id == null ? request : request.put("id", id));
  }

  private Future<JsonObject> run() {
    return run(Map.of());
  }

  @Test
  void theReplyTellsHowItEndedAndWhatItWrote() throws Exception {
    deploy(shell("echo out; echo err >&2; exit 3"));
    JsonObject reply = await(run());
    assertThat(reply.fieldNames())
        .containsExactly("code", "signal", "stdout", "stderr", "durationMs");
    assertThat(reply.getInteger("code")).isEqualTo(3);
    assertThat(reply.getValue("signal")).isNull();
    assertThat(reply.getString("stdout")).isEqualTo("out\n");
    assertThat(reply.getString("stderr")).isEqualTo("err\n");
    assertThat(reply.getLong("durationMs")).isBetween(0L, 30_000L);
  }

  @Test
  void aSignalTakesTheCodesPlace() throws Exception {
    deploy(shell("kill -KILL $$"));
    JsonObject reply = await(run());
    assertThat(reply.getValue("code")).isNull();
    assertThat(reply.getString("signal")).isEqualTo("SIGKILL");
  }

  @Test
  void directoryAndEnvironmentAreTheConfigurations() throws Exception {
    deploy(
        shell("pwd; echo $STAGE")
            .put("cwd", directory.toString())
            .put("env", new JsonObject().put("STAGE", "prod")));
    assertThat(await(run()).getString("stdout")).isEqualTo(directory.toRealPath() + "\nprod\n");
  }

  @Test
  void ofThisJvmsEnvironmentNothingIsPassedOnThatWasNotAskedFor() throws Exception {
    // Surefire's JVM has more than these: JAVA_HOME or MAVEN_..., whatever the machine sets.
    deployAll(
        new JsonObject()
            .put("few", program("env"))
            .put("all", program("env").put("inheritEnv", true)));
    List<String> few = names(await(request(ADDRESS, new JsonObject().put("command", "few"))));
    assertThat(few)
        .allMatch(
            name ->
                name.startsWith("LC_")
                    || List.of(
                            "PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR")
                        .contains(name));
    assertThat(few).contains("PATH");
    List<String> all = names(await(request(ADDRESS, new JsonObject().put("command", "all"))));
    assertThat(all).containsAll(few).hasSizeGreaterThan(few.size());
  }

  private static List<String> names(JsonObject reply) {
    return reply.getString("stdout").lines().map(line -> line.replaceFirst("=.*", "")).toList();
  }

  @Test
  void aTimeoutEndsTheCommandAndIsAFailure() throws Exception {
    deploy(shell("sleep 60").put("timeout", "200ms"));
    assertThat(failureOf(run())).isEqualTo(BridgeFailure.TIMED_OUT);
  }

  @Test
  void moreThanMaxBufferIsAFailureOrCut() throws Exception {
    JsonObject chatty = shell("head -c 100000 /dev/zero | tr '\\0' x").put("maxBuffer", 10);
    deploy(chatty);
    assertThat(failureOf(run())).isEqualTo(BridgeFailure.TOO_LARGE);
    await(vertx.undeploy(vertx.deploymentIDs().iterator().next()));
    deploy(chatty.copy().put("overflow", "truncate"));
    JsonObject reply = await(run());
    assertThat(reply.getString("stdout")).isEqualTo("xxxxxxxxxx");
    assertThat(reply.getBoolean("truncated")).isTrue();
  }

  @Test
  void aProgramThatIsNotThereIsAFailure() throws Exception {
    deploy(program("/no/such/program"));
    assertThat(failureOf(run())).isEqualTo(BridgeFailure.NO_CHILD);
  }

  @Test
  void onlyNamedCommandsRun() throws Exception {
    deploy(program("true"));
    assertThat(failureOf(request(ADDRESS, new JsonObject().put("command", "rm"))))
        .isEqualTo(BridgeFailure.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"command\": 3}",
        "{\"command\": \"run\", \"args\": []}",
        "{\"command\": \"run\", \"extra\": 1}",
        "{\"command\": \"run\", \"id\": \"a b\"}",
        "{\"command\": \"run\", \"shell\": \"true\"}",
        "{\"command\": \"run\", \"args\": {\"other\": 1}}"
      })
  void whatIsNoRequestIsRefused(String request) throws Exception {
    deploy(program("true"));
    assertThat(failureOf(request(ADDRESS, new JsonObject(request))))
        .isEqualTo(BridgeFailure.BAD_REQUEST);
  }

  @Test
  void textIsNoRequest() throws Exception {
    deploy(program("true"));
    assertThat(failureOf(request(ADDRESS, "run"))).isEqualTo(BridgeFailure.BAD_REQUEST);
  }

  @Test
  void freeShellTextIsRefusedUnlessAllowed() throws Exception {
    JsonObject text = shell("echo free | tr a-z A-Z");
    String id = deploy(program("true"));
    assertThat(failureOf(request(ADDRESS, text))).isEqualTo(BridgeFailure.NOT_PERMITTED);
    await(vertx.undeploy(id));
    deploy(
        new CommandVerticle(),
        new JsonObject().put("address", ADDRESS).put("allowShellText", true));
    JsonObject reply = await(request(ADDRESS, text));
    assertThat(reply.getString("stdout")).isEqualTo("FREE\n");
  }

  @Test
  void whatIsBeyondConcurrencyWaitsAndWhatIsBeyondTheQueueIsRefused() throws Exception {
    Path gate = directory.resolve("gate");
    deploy(
        shell("until [ -e gate ]; do sleep 0.05; done; echo $$")
            .put("cwd", directory.toString())
            .put("concurrency", 1)
            .put("queue", 2));
    List<Future<JsonObject>> taken = new ArrayList<>(List.of(run(), run(), run()));
    assertThat(failureOf(run())).isEqualTo(BridgeFailure.QUEUE_FULL);
    assertThat(taken).noneMatch(Future::isComplete);
    java.nio.file.Files.createFile(gate);
    for (Future<JsonObject> each : taken) {
      assertThat(await(each).getInteger("code")).isZero();
    }
    assertThat(await(run()).getInteger("code")).isZero();
  }

  @Test
  void aRunIsCancelledByItsIdWhetherItRunsOrWaits() throws Exception {
    deploy(shell("sleep 60").put("concurrency", 1));
    Future<JsonObject> running = run(new JsonObject(), "first");
    Future<JsonObject> waiting = run(new JsonObject(), "second");
    await(request(ADDRESS, new JsonObject().put("cancel", "second")));
    assertThat(failureOf(waiting)).isEqualTo(BridgeFailure.CANCELLED);
    assertThat(running.isComplete()).isFalse();
    await(request(ADDRESS, new JsonObject().put("cancel", "first")));
    assertThat(failureOf(running)).isEqualTo(BridgeFailure.CANCELLED);
    assertThat(failureOf(request(ADDRESS, new JsonObject().put("cancel", "first"))))
        .isEqualTo(BridgeFailure.NOT_FOUND);
  }

  @Test
  void anIdIsForOneRunAtATime() throws Exception {
    deploy(shell("sleep 60"));
    Future<JsonObject> running = run(new JsonObject(), "mine");
    assertThat(failureOf(run(new JsonObject(), "mine"))).isEqualTo(BridgeFailure.BAD_REQUEST);
    await(request(ADDRESS, new JsonObject().put("cancel", "mine")));
    assertThat(failureOf(running)).isEqualTo(BridgeFailure.CANCELLED);
  }

  @Test
  void aCancelFindsTheInstanceThatRuns() throws Exception {
    JsonObject config =
        new JsonObject()
            .put("address", ADDRESS)
            .put("commands", new JsonObject().put("run", shell("sleep 60")));
    await(
        vertx.deployVerticle(
            CommandVerticle.class,
            new io.vertx.core.DeploymentOptions().setConfig(config).setInstances(3)));
    for (int i = 0; i < 4; i++) {
      Future<JsonObject> running = run(new JsonObject(), "id" + i);
      awaitCancel("id" + i);
      assertThat(failureOf(running)).isEqualTo(BridgeFailure.CANCELLED);
    }
  }

  /** Two messages to two instances may overtake each other: until the run is there, again. */
  private void awaitCancel(String id) throws Exception {
    JsonObject cancel = new JsonObject().put("cancel", id);
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!await(request(ADDRESS, cancel).map(true).otherwise(false))) {
      assertThat(System.nanoTime()).as("it is there in time").isLessThan(deadline);
    }
  }

  @Test
  void undeployingEndsWhatRunsAndTellsWhoWaits() throws Exception {
    String id =
        deploy(
            shell("trap '' TERM; echo > up; sleep 60")
                .put("grace", "100ms")
                .put("concurrency", 1)
                .put("cwd", directory.toString()));
    Future<JsonObject> running = run();
    Future<JsonObject> waiting = run();
    Promise<Void> up = Promise.promise();
    vertx.setPeriodic(
        20,
        timer -> {
          if (java.nio.file.Files.exists(directory.resolve("up"))) {
            up.tryComplete();
          }
        });
    await(up.future());
    await(vertx.undeploy(id));
    assertThat(failureOf(running)).isEqualTo(BridgeFailure.CANCELLED);
    assertThat(failureOf(waiting)).isEqualTo(BridgeFailure.CANCELLED);
  }
}
