package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.DroverConfig;
import dev.drover.config.RestartPolicy;
import dev.drover.config.RestartPolicy.When;
import dev.drover.config.ServiceConfig;
import dev.drover.config.Strategy;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Restart policies and strategies with real replicas. */
class RestartStrategiesTest {
  private static ServiceConfig probe(String name, String... dependsOn) {
    return Running.probe(1).withName(name).withDependsOn(List.of(dependsOn));
  }

  private static ServiceConfig probe(String name, When when) {
    return probe(name).withRestart(RestartPolicy.DEFAULT.withWhen(when));
  }

  private static Running started(Strategy strategy, ServiceConfig... services) {
    return Running.started(
        new DroverConfig("shop", List.of(services), null).withStrategy(strategy));
  }

  private static void exit(Running running, String service, int code) throws Exception {
    JsonObject order = new JsonObject().put("do", "exit").put("code", code);
    Running.await(running.supervisor.send(new SlotId(service, 1), order));
  }

  private static SlotState state(Running running, String service) {
    return running.supervisor.status().slots().stream()
        .filter(slot -> slot.id().service().equals(service))
        .findFirst()
        .orElseThrow()
        .state();
  }

  @Test
  void onFailureRestartsWhatCrashedAndLeavesWhatHasDoneItsWork() throws Exception {
    try (Running running = started(Strategy.ONE_FOR_ONE, probe("job", When.ON_FAILURE))) {
      exit(running, "job", 3);
      running.events.await("ready job#1", 2);
      exit(running, "job", 0);
      running.events.await("finished job#1 exit code 0");
      Running.await(running.supervisor.ended());
      assertThat(state(running, "job")).isEqualTo(SlotState.FINISHED);
      assertThat(running.events.count("ready job#1")).isEqualTo(2);
    }
  }

  @Test
  void neverRestartsNothingAndACrashIsTheSupervisorsFailure() throws Exception {
    try (Running running = started(Strategy.ONE_FOR_ONE, probe("job", When.NEVER))) {
      exit(running, "job", 3);
      assertThatThrownBy(() -> Running.await(running.supervisor.ended()))
          .hasMessage("job#1 has ended: exit code 3");
      assertThat(running.events.count("restarting")).isZero();
    }
  }

  @Test
  void alwaysRestartsWhatEndedWellToo() throws Exception {
    try (Running running = started(Strategy.ONE_FOR_ONE, probe("job", When.ALWAYS))) {
      exit(running, "job", 0);
      running.events.await("ready job#1", 2);
    }
  }

  @Test
  void restInOrderRestartsThoseThatDependOnTheCrashedOneAfterIt() throws Exception {
    try (Running running =
        started(Strategy.REST_IN_ORDER, probe("store"), probe("web", "store"), probe("mail"))) {
      exit(running, "store", 3);
      running.events.await("held web store");
      running.events.await("draining web#1 OTHER_SERVICE");
      String webBack = running.events.await("ready web#1", 2);
      List<String> events = running.events.events();
      assertThat(events.lastIndexOf(webBack))
          .isGreaterThan(events.indexOf(running.events.await("ready store#1", 2)));
      assertThat(running.events.count("ready mail#1")).isEqualTo(1);
      assertThat(running.events.count("draining mail#1")).isZero();
    }
  }

  @Test
  void allForOneRestartsAll() throws Exception {
    try (Running running = started(Strategy.ALL_FOR_ONE, probe("store"), probe("mail"))) {
      exit(running, "mail", 3);
      running.events.await("held store mail");
      running.events.await("ready store#1", 2);
      running.events.await("ready mail#1", 2);
    }
  }

  @Test
  void aServiceThatFailsForGoodEndsAllThatAreTiedToIt() throws Exception {
    RestartPolicy once = new RestartPolicy(0, Duration.ofMinutes(1));
    try (Running running =
        started(Strategy.ALL_FOR_ONE, probe("store").withRestart(once), probe("mail"))) {
      exit(running, "store", 3);
      assertThatThrownBy(() -> Running.await(running.supervisor.ended()))
          .hasMessage("all services failed");
      assertThat(running.events.await("serviceFailed mail"))
          .contains("mail is stopped: store, which failed, takes it along");
      running.events.await("exited mail#1 wanted=true");
    }
  }

  @Test
  void aRestartThatIsAskedForIsNoCrashAndGivesAFailedSlotANewChance() throws Exception {
    RestartPolicy once = new RestartPolicy(0, Duration.ofMinutes(1));
    try (Running running =
        started(Strategy.REST_IN_ORDER, probe("store").withRestart(once), probe("web", "store"))) {
      Running.await(running.supervisor.restart("store"));
      running.events.await("draining store#1 RESTART");
      assertThat(running.events.count("ready store#1")).isEqualTo(2);
      assertThat(running.events.count("held")).isZero();
      Running.await(running.supervisor.restart(new SlotId("web", 1)));
      assertThat(running.events.count("ready web#1")).isEqualTo(2);
      assertThatThrownBy(() -> running.supervisor.restart("wbe"))
          .hasMessage("there is no service 'wbe'");
    }
  }
}
