package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.HangPolicy;
import dev.drover.config.ServiceConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that hang are noticed and replaced. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HangTest {
  private static final Duration AFTER = Duration.ofMillis(1_500);

  @TempDir Path stacks;

  @Test
  void aBlockedEventLoopIsNamedWithItsFrameAndItsReplicaReplacedWhileTheOthersServe()
      throws Exception {
    try (Running running = Running.started(config(2))) {
      long hanging = running.slot(1).pid();
      long other = running.slot(2).pid();
      Running.await(running.send(1, "spin"));

      String hung = running.events.await("hung ");
      assertThat(hung)
          .startsWith("hung web#1 " + hanging + " BLOCKED event loop vert.x-eventloop-thread-")
          .contains(" blocked for ")
          .contains(" in com.acme.HangingMain.spin(HangingMain.java:");
      assertThat(served(running)).isPositive();
      String ready = running.events.await("ready web#1", 2);
      String exited = running.events.await("exited web#1");
      assertThat(exited).contains("hung: event loop");
      assertThat(running.events.events()).containsSubsequence(hung, ready, exited);
      assertThat(running.slot(1).pid()).isNotEqualTo(hanging);
      assertThat(running.slot(2).pid()).isEqualTo(other);
      assertThat(saved())
          .startsWith("web#1 (pid " + hanging + "): " + hung.substring(hung.indexOf("event loop")))
          .contains("at com.acme.HangingMain.spin(")
          .contains("\"drover-channel\"");
    }
  }

  @Test
  void aReplicaOfWhichNothingIsHeardIsKilledAndReplaced() throws Exception {
    try (Running running = Running.started(config(2))) {
      signal("STOP", running.slot(1).pid());
      Running.await(running.send(2, "jam"));
      for (String slot : List.of("web#1", "web#2")) {
        assertThat(running.events.await("hung " + slot)).contains(" SILENT no sign of life for ");
        assertThat(running.events.await("exited " + slot))
            .contains("hung: no sign of life")
            .endsWith("killed by SIGKILL");
        running.events.await("ready " + slot, 2);
      }
    }
  }

  private ServiceConfig config(int replicas) {
    return Running.main("com.acme.HangingMain", "", replicas)
        .withHang(new HangPolicy(true, AFTER, Duration.ofMillis(100), stacks));
  }

  private String saved() throws IOException {
    try (Stream<Path> files = Files.list(stacks)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return Files.readString(all.get(0));
    }
  }

  /** How many of some requests were answered, each on a connection of its own. */
  private static int served(Running running) throws InterruptedException {
    InetSocketAddress address = running.supervisor.status().addresses().get(0);
    URI uri = URI.create("http://127.0.0.1:" + address.getPort());
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(1)).build();
    int served = 0;
    for (int count = 0; count < 8; count++) {
      try {
        HttpClient client = HttpClient.newHttpClient();
        served += client.send(request, BodyHandlers.ofString()).statusCode() == 200 ? 1 : 0;
      } catch (IOException onTheBlockedLoop) {
        continue;
      }
    }
    return served;
  }

  private static void signal(String name, long pid) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }
}
