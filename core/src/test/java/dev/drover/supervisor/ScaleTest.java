package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.config.ConfigException;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** More and fewer replicas, while clients ask. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ScaleTest {
  @TempDir Path directory;

  private final WebLoad load = new WebLoad();
  private Running running;
  private Supervisor supervisor;

  @BeforeEach
  void start() throws Exception {
    WebApp app = new WebApp(directory).build("1");
    running = Running.started(WebApp.service(app.classes(), 1));
    supervisor = running.supervisor;
    InetSocketAddress address = supervisor.status().services().get(0).addresses().get(0);
    load.keepingAlive(address, "/slot", 8).connectingAnew(address, "/slot", 8).awaitAnswers(50);
  }

  @AfterEach
  void close() {
    load.close();
    running.close();
  }

  @Test
  void replicasComeAndGoAndNoRequestIsLost() throws Exception {
    Running.await(supervisor.scale("web", 3, false));
    assertThat(supervisor.status().slots())
        .hasSize(3)
        .allMatch(slot -> slot.state() == SlotState.READY);
    load.awaitAnswerOf("1", "2", "3");
    assertThat(running.events.await("scaling")).isEqualTo("scaling web 1 3");

    Running.await(supervisor.scale("web", 1, false));
    assertThat(supervisor.status().slots()).hasSize(1);
    assertThat(running.events.awaitAll("draining", "SCALE_DOWN", 2))
        .containsExactlyInAnyOrder("draining web#2 SCALE_DOWN", "draining web#3 SCALE_DOWN");
    assertThat(running.events.count("restarting")).isZero();
    // What the others had answered has come by then.
    load.awaitAnswers(50);
    load.forget();
    load.awaitAnswers(50);
    assertThat(load.answers()).containsExactly("1");

    Running.await(supervisor.scale("web", 2, false));
    load.awaitAnswerOf("1", "2");
    load.stop();
    assertThat(load.failures()).isEmpty();
  }

  @Test
  void aReloadReplacesTheReplicasThatWereAdded() throws Exception {
    Future<Void> scaled = supervisor.scale("web", 2, false);
    assertThat(ReloadTest.failure(supervisor.reload("web", ReloadTest.QUICK)))
        .hasMessage("a change of scale of web is under way; wait for it, or ask to wait");
    ReloadResult result =
        Running.await(supervisor.reload("web", ReloadTest.QUICK.withWaiting(true)));
    assertThat(scaled.succeeded()).isTrue();
    assertThat(result.slots()).hasSize(2);
    assertThat(running.slot(2).generation()).isEqualTo(2);
    load.stop();
    assertThat(load.failures()).isEmpty();
  }

  @Test
  void whatCannotBeIsRefusedAtOnce() {
    assertThatThrownBy(() -> supervisor.scale("web", 0, false))
        .isInstanceOf(ConfigException.class)
        .hasMessage("scale web: replicas must be >= 1, was 0");
    assertThatThrownBy(() -> supervisor.scale("web", 1_025, false))
        .isInstanceOf(ConfigException.class)
        .hasMessage("replicas must be 1 to 1024, was 1025");
    assertThatThrownBy(() -> supervisor.scale("wbe", 2, false))
        .hasMessage("there is no service 'wbe'");
    assertThat(supervisor.status().slots()).hasSize(1);
  }
}
