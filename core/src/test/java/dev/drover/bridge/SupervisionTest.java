package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.Durations;
import dev.drover.config.RestartPolicy;
import dev.drover.config.StopPolicy;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Readiness, restarts, and children that break the rules. */
class SupervisionTest extends ChildrenOnTheBus {

  @Test
  void deploymentSucceedsOnlyWhenTheReadyLineHasCome() throws Exception {
    LinkedBlockingQueue<String> lines = published("late.stdout");
    ProcessSpec spec =
        ProcessSpec.shell("late", "read x < /dev/null; sleep 0.3; echo up at last; cat")
            .ready(Readiness.onLine("^up"))
            .build();

    deploy(spec);

    assertThat(next(lines)).isEqualTo("up at last");
    assertThat(event("spawn").getLong("pid")).isEqualTo(event("ready").getLong("pid"));
  }

  @Test
  void aReadyLineMayComeOnStderr() throws Exception {
    deploy(ProcessSpec.shell("err", "echo up 1>&2; cat").ready(Readiness.onLine("up")).build());

    assertThat(await(ask("err", "x"))).isEqualTo("x");
  }

  @Test
  void aChildThatIsNotReadyInTimeFailsTheDeploymentAndIsStopped() throws Exception {
    ProcessSpec spec =
        ProcessSpec.shell("never", "sleep 60")
            .ready(Readiness.onLine("up").within(Duration.ofMillis(200)))
            .build();
    listen(spec.events());

    assertThat(failure(vertx.deployVerticle(new ProcessVerticle(spec))))
        .hasMessageContaining("did not come within 200ms")
        .hasMessageContaining("ready.timeout");

    assertThat(lives(event("spawn").getLong("pid"))).isFalse();
    assertThat(failure(ask("never", "x"))).hasMessageContaining("No handlers");
  }

  @Test
  void aChildThatEndsBeforeItIsReadyFailsTheDeploymentAtOnce() throws Exception {
    ProcessSpec spec = ProcessSpec.shell("broken", "exit 5").ready(Readiness.onLine("up")).build();

    assertThat(failure(vertx.deployVerticle(new ProcessVerticle(spec))))
        .hasMessageContaining("ended with code 5 before it was ready");
  }

  @Test
  void aChildIsRestartedUntilItsLimitAndThenGivenUp() throws Exception {
    ProcessSpec spec =
        ProcessSpec.shell("crashing", "exit 3")
            .restart(new RestartPolicy(2, Duration.ofMinutes(1)))
            .build();

    deploy(spec);

    assertThat(event("restart").getInteger("restarts")).isEqualTo(1);
    assertThat(event("restart").getInteger("restarts")).isEqualTo(2);
    assertThat(event("failed").getString("message"))
        .contains("3 times within 1m", "code 3", "restart.limit");
    assertThat(code(ask("crashing", "x"))).isEqualTo(BridgeFailure.NO_CHILD.code());
  }

  @Test
  void eventsTellALife() throws Exception {
    deploy(ProcessSpec.shell("life", "exit 4").restart(RestartPolicy.NEVER).build());

    JsonObject spawn = events.take();
    assertThat(spawn.getString("event")).isEqualTo("spawn");
    assertThat(spawn.getString("address")).isEqualTo("life");
    assertThat(spawn.getInteger("instance")).isEqualTo(1);
    assertThat(event("exit").getInteger("code")).isEqualTo(4);
    JsonObject close = event("close");
    assertThat(close.getLong("pid")).isEqualTo(spawn.getLong("pid"));
  }

  @Test
  void noChildIsStartedOnceAnUndeploymentIsOver() throws Exception {
    for (int round = 0; round < 10; round++) {
      ProcessSpec spec = ProcessSpec.shell("again" + round, "exec sleep 60").build();
      String deployment = deploy(spec);
      long pid = event("spawn", e -> e.getString("address").equals(spec.address())).getLong("pid");
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      Duration delay = Durations.parse(event("restart").getString("delay"));

      // When its restart is due too.
      vertx.setTimer(
          Math.max(1, delay.toMillis()),
          due ->
              vertx
                  .undeploy(deployment)
                  .onComplete(
                      over ->
                          vertx
                              .eventBus()
                              .publish(spec.events(), new JsonObject().put("event", "over"))));

      event("over");
      // Takes as long as the start of the other would.
      await(vertx.undeploy(deploy(ProcessSpec.proc("other" + round, "cat").build())));
      assertThat(events)
          .filteredOn(event -> spec.address().equals(event.getString("address")))
          // Its output may close after its end.
          .extracting(event -> event.getString("event"))
          .doesNotContain("spawn");
    }
  }

  @Test
  void whatTheChildLeftBehindEndsBeforeItsRestart() throws Exception {
    LinkedBlockingQueue<String> lines = published("parent.stdout");
    ProcessSpec spec = ProcessSpec.shell("parent", "sleep 60 & echo $!; read x; exit 1").build();
    deploy(spec);
    vertx.eventBus().send("parent.stdin", "go");
    event("restart");
    event("ready");

    String first = next(lines);
    next(lines);

    assertThat(lives(Long.parseLong(first))).isFalse();
  }

  @Test
  void aLineThatIsTooLongStopsItsChildAndTheOthersLive() throws Exception {
    ProcessSpec spec =
        ProcessSpec.shell("longwinded", "while read -r n; do head -c $n /dev/zero; echo; done")
            .stdout(new OutputSpec(StreamMode.LINES, Delivery.PUBLISH, 1000))
            .stop(new StopPolicy(Duration.ofMillis(100), Duration.ofSeconds(5)))
            .build();
    deploy(spec);
    deploy(ProcessSpec.proc("other", "cat").build());
    long pid = event("spawn").getLong("pid");

    assertThat(await(ask("longwinded", "1000"))).isEqualTo("\0".repeat(1000));
    assertThat(code(ask("longwinded", "1001"))).isEqualTo(BridgeFailure.BAD_ANSWER.code());

    JsonObject error = event("error");
    assertThat(error.getString("code")).isEqualTo("BAD_OUTPUT");
    assertThat(error.getString("message")).contains("stdout had a line of more than 1000 bytes");
    assertThat(event("exit").getLong("pid")).isEqualTo(pid);
    assertThat(await(ask("other", "x"))).isEqualTo("x");
    assertThat(await(ask("longwinded", "3"))).isEqualTo("\0".repeat(3));
  }

  @Test
  void whatIsNoJsonOnAChannelOrOnStdoutStopsTheChild() throws Exception {
    String node = "require('fs').writeSync(3, 'no json\\n'); setInterval(() => {}, 1000)";
    deploy(ProcessSpec.fork("badnode", "node", "-e", node).build());
    assertThat(event("error").getString("message")).contains("the channel had");
    event("exit");

    deploy(
        ProcessSpec.shell("badjson", "echo '{\"a\":'; sleep 60")
            .stdout(OutputSpec.of(StreamMode.JSON))
            .build());
    assertThat(event("error", e -> e.getString("address").equals("badjson")).getString("message"))
        .contains("a line that is no JSON value");
    event("exit", e -> e.getString("address").equals("badjson"));
  }
}
