package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.LateVerticle;
import dev.drover.config.ApplicationSpec;
import dev.drover.config.ServiceConfig;
import dev.drover.config.VertxSettings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A replica that starts while others serve. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StartUnderLoadTest {
  @TempDir Path directory;

  @Test
  void oneThatListensAndIsNotReadyTakesNoConnection() throws Exception {
    Path broken = directory.resolve("broken");
    JsonObject conf = new JsonObject().put("broken", broken.toString());
    VertxSettings settings =
        new VertxSettings(null, null, conf, false, null, null, null, null, false, false, null);
    ApplicationSpec application =
        new ApplicationSpec(
            ApplicationSpec.Entry.VERTICLE, LateVerticle.class.getName(), List.of(), settings, 2);
    ServiceConfig config =
        ServiceConfig.of("web", application, 2)
            .withJvmArgs(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
            .withStop(Running.PATIENT);
    try (Running running = Running.started(config);
        WebLoad load = new WebLoad()) {
      InetSocketAddress address = running.supervisor.status().services().get(0).addresses().get(0);
      load.connectingAnew(address, "/", 8).keepingAlive(address, "/", 4).awaitAnswers(50);
      Files.createFile(broken);
      Future<Void> restarted = running.supervisor.restart(new SlotId("web", 2));
      running.events.await("startFailed web#2", 2);
      Files.delete(broken);
      Running.await(restarted);
      load.awaitAnswers(100);
      load.stop();
      assertThat(load.failures()).isEmpty();
      assertThat(load.answers()).containsExactly("ok");
    }
  }
}
