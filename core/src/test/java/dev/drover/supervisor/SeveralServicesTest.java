package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ConfigException;
import dev.drover.config.DroverConfig;
import dev.drover.config.RestartPolicy;
import dev.drover.config.ServiceConfig;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One supervisor, several services. */
class SeveralServicesTest {
  private static final ServiceConfig STORE = Running.probe(1).withName("store");
  private static final ServiceConfig WEB =
      Running.probe(2).withName("web").withDependsOn(List.of("store"));

  private static DroverConfig config(ServiceConfig... services) {
    return new DroverConfig("shop", List.of(services), null);
  }

  @Test
  void aServiceStartsAfterAndStopsBeforeWhatItDependsOn() throws Exception {
    try (Running running = Running.started(config(WEB, STORE))) {
      List<String> events = running.events.events();
      String storeReady = running.events.await("ready store#1");
      assertThat(events.indexOf(storeReady))
          .isLessThan(events.indexOf(running.events.await("starting web#1")));
      assertThat(running.supervisor.status().services())
          .extracting(ServiceStatus::name)
          .containsExactly("web", "store");
      assertThat(running.supervisor.status().slots())
          .extracting(slot -> slot.id() + " " + slot.state())
          .containsExactly("web#1 READY", "web#2 READY", "store#1 READY");

      Running.await(running.supervisor.stop());
      List<String> all = running.events.events();
      int storeDrains = all.indexOf("draining store#1 SHUTDOWN");
      assertThat(running.events.count("exited web#")).isEqualTo(2);
      assertThat(storeDrains)
          .isGreaterThan(all.indexOf(running.events.awaitAll("exited web#", "", 2).get(1)));
      assertThat(running.supervisor.ended().succeeded()).isTrue();
    }
  }

  @Test
  void servicesHaveOneClusterUnlessTheySayOtherwise() throws Exception {
    ServiceConfig alone = Running.probe(1).withName("alone").withClusterName("apart");
    try (Running running = new Running(config(WEB, STORE, alone))) {
      List<String> names =
          running.supervisor.status().services().stream().map(ServiceStatus::clusterName).toList();
      assertThat(names.get(0)).isEqualTo(names.get(1)).startsWith("drover-").contains("-shop-");
      assertThat(names.get(2)).isEqualTo("apart");
    }
  }

  @Test
  void whatDependsOnAFailedServiceIsNotStartedAndTheOthersServe() throws Exception {
    ServiceConfig broken = STORE.withDirectory(Path.of("/nowhere"));
    ServiceConfig other = Running.probe(1).withName("other");
    try (Running running = Running.started(config(WEB, broken, other))) {
      assertThat(running.events.await("serviceFailed store"))
          .contains("services.store.directory must be a directory, was /nowhere");
      assertThat(running.events.await("serviceFailed web"))
          .contains("web is not started: it depends on store, which failed");
      assertThat(running.events.count("starting web")).isZero();
      assertThat(running.events.count("ready other#1")).isEqualTo(1);
      assertThat(running.supervisor.ended().isComplete()).isFalse();
      assertThatThrownBy(() -> Running.await(running.supervisor.send(new SlotId("web", 1), 1)))
          .hasMessage("web is not started");
    }
  }

  @Test
  void whereAllServicesFailTheSupervisorDoesAndTellsEachCause() {
    ServiceConfig broken = STORE.withDirectory(Path.of("/nowhere"));
    try (Running running = new Running(config(WEB, broken))) {
      assertThatThrownBy(() -> Running.await(running.supervisor.start()))
          .hasMessage("all services failed")
          .satisfies(
              failure ->
                  assertThat(failure.getSuppressed())
                      .hasAtLeastOneElementOfType(ConfigException.class));
      assertThatThrownBy(() -> Running.await(running.supervisor.ended()))
          .hasMessage("all services failed");
    }
  }

  @Test
  void aServiceWhoseSlotsAreAllGivenUpHasFailedWhileAnotherServes() throws Exception {
    ServiceConfig frail =
        Running.probe(1).withName("frail").withRestart(new RestartPolicy(0, Duration.ofMinutes(1)));
    try (Running running = Running.started(config(frail, STORE))) {
      running.supervisor.send(
          new SlotId("frail", 1), new JsonObject().put("do", "exit").put("code", 3));
      assertThat(running.events.await("serviceFailed frail"))
          .contains("all replicas of frail failed");
      assertThat(running.supervisor.ended().isComplete()).isFalse();
      Running.await(running.supervisor.stop());
      assertThat(running.supervisor.ended().succeeded()).isTrue();
    }
  }
}
