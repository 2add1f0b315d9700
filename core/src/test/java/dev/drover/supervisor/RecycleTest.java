package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.RecyclePolicy;
import dev.drover.config.StopPolicy;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real replicas that have served long enough. */
@EnabledOnOs(OS.LINUX)
final class RecycleTest {
  @TempDir Path directory;

  @Test
  void replicasThatAreDueTogetherAreReplacedOneAfterTheOtherWithoutLosingARequest()
      throws Exception {
    WebApp app = new WebApp(directory).build("1");
    try (WebLoad load = new WebLoad();
        Running running =
            Running.started(
                WebApp.service(app.classes(), 2)
                    .withStop(StopPolicy.DEFAULT)
                    .withRecycle(new RecyclePolicy(null, 0, 50)))) {
      running.events.await("output web#1 STDOUT listens");
      running.events.await("output web#2 STDOUT listens");
      InetSocketAddress address = running.supervisor.status().services().get(0).addresses().get(0);
      load.keepingAlive(address, "/", 1).connectingAnew(address, "/", 1);
      running.events.await("exited", 2);
      load.stop();

      assertThat(load.failures()).isEmpty();
      List<String> steps =
          running.events.events().stream()
              .filter(event -> event.matches("(recycling|replaced|exited) .*"))
              .map(event -> event.replaceFirst(" .*", ""))
              .toList();
      assertThat(steps)
          .containsExactly("recycling", "replaced", "exited", "recycling", "replaced", "exited");
    }
  }
}
