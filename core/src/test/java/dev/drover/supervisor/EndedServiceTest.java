package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.DroverConfig;
import dev.drover.config.RestartPolicy;
import dev.drover.config.ServiceConfig;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that has ended, while another of the same supervisor goes on. */
final class EndedServiceTest {
  private static final ServiceConfig WEB = Running.probe(1).withName("web");
  private static final ServiceConfig FRAIL =
      Running.probe(1).withName("frail").withRestart(new RestartPolicy(0, Duration.ofMinutes(1)));

  private Running running;
  private Supervisor supervisor;

  @BeforeEach
  void start() throws Exception {
    running = Running.started(new DroverConfig("shop", List.of(WEB, FRAIL), null));
    supervisor = running.supervisor;
  }

  @AfterEach
  void close() {
    running.close();
  }

  private List<String> slots(String service) {
    return supervisor.status().services().stream()
        .filter(each -> each.name().equals(service))
        .flatMap(each -> each.slots().stream())
        .map(slot -> slot.id() + " " + slot.state() + " generation " + slot.generation())
        .toList();
  }

  @Test
  void oneThatWasStoppedIsStartedByARestartAReloadAndAChangeOfScale() throws Exception {
    Running.await(supervisor.stop("web", false));
    assertThat(slots("web")).containsExactly("web#1 DOWN generation 1");
    assertThatThrownBy(() -> Running.await(supervisor.restart(new SlotId("web", 1))))
        .hasMessage("web has ended, and slot 1 with it; restart web as a whole");
    Running.await(supervisor.restart("web"));
    assertThat(slots("web")).containsExactly("web#1 READY generation 2");

    Running.await(supervisor.stop("web", true));
    Running.await(supervisor.scale("web", 2, false));
    assertThat(slots("web"))
        .containsExactly("web#1 READY generation 3", "web#2 READY generation 3");

    // What it was scaled to stays, as in a reload of one that runs.
    Running.await(supervisor.stop("web", true));
    ReloadResult result = Running.await(supervisor.reload("web", ReloadTest.QUICK));
    assertThat(result.generation()).isEqualTo(4);
    assertThat(result.slots()).hasSize(2);
    assertThat(slots("web"))
        .containsExactly("web#1 READY generation 4", "web#2 READY generation 4");
    Running.await(supervisor.restart(new SlotId("web", 2)));

    assertThat(supervisor.ended().isComplete()).isFalse();
    Running.await(supervisor.stop());
    assertThat(supervisor.ended().succeeded()).isTrue();
  }

  @Test
  void oneThatIsStillStoppingStartsWhenItHasStopped() throws Exception {
    var stopped = supervisor.stop("web", false);
    Running.await(supervisor.restart("web"));
    assertThat(stopped.isComplete()).isTrue();
    assertThat(slots("web")).containsExactly("web#1 READY generation 2");
  }

  @Test
  void oneThatHasFailedGetsAnotherChanceAndMayFailAgain() throws Exception {
    for (int failures = 1; failures <= 2; failures++) {
      supervisor.send(new SlotId("frail", 1), new JsonObject().put("do", "exit").put("code", 3));
      running.events.awaitAll("serviceFailed frail", "", failures);
      Running.await(supervisor.restart("frail"));
      assertThat(slots("frail")).containsExactly("frail#1 READY generation " + (failures + 1));
    }
  }

  @Test
  void oneThatCannotBeStartedAgainSaysWhyAndTheOthersGoOn() throws Exception {
    Running.await(supervisor.stop("web", true));
    ReloadOptions broken = ReloadTest.QUICK.withConfig(WEB.withDirectory(Path.of("/nowhere")));
    assertThat(ReloadTest.failure(supervisor.reload("web", broken)))
        .hasMessageContaining("services.web.directory must be a directory, was /nowhere");
    assertThat(slots("frail")).containsExactly("frail#1 READY generation 1");
    Running.await(supervisor.restart("web"));
    assertThat(slots("web")).hasSize(1);
  }
}
