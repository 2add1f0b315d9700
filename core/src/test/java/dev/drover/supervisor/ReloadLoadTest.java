package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.config.StopPolicy;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reloads under every kind of load at once. The system properties drover.test.reloads and
 * drover.test.requests set how many of each there are at least.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 2, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ReloadLoadTest {
  private static final int RELOADS = Integer.getInteger("drover.test.reloads", 2);
  private static final long REQUESTS = Long.getLong("drover.test.requests", 500);

  @TempDir Path directory;

  @Test
  void reloadsLoseNoRequestWhateverClientsDo() throws Exception {
    WebApp app = new WebApp(directory).build("1");
    String keys = WebApp.keyStore(directory).toString();
    ReloadOptions options = ReloadOptions.DEFAULT.withProbation(Duration.ofMillis(200));
    try (WebLoad load = new WebLoad();
        Running running =
            Running.started(WebApp.service(app.classes(), 2, keys).withStop(StopPolicy.DEFAULT))) {
      running.events.await("output web#1 STDOUT listens");
      running.events.await("output web#2 STDOUT listens");
      List<InetSocketAddress> addresses = running.supervisor.status().services().get(0).addresses();
      InetSocketAddress plain = withHost(addresses, "127.0.0.1");
      InetSocketAddress secure = withHost(addresses, "127.0.0.2");
      load.keepingAlive(plain, "/", 8).connectingAnew(plain, "/", 8);
      load.multiplexing(secure, "/", 8).keepingAlive(plain, "/slow", 8);
      load.multiplexing(secure, "/slow", 4);
      for (int i = 0; i < RELOADS || load.answered() < REQUESTS; i++) {
        Running.await(running.supervisor.reload("web", options));
        assertThat(load.failures()).as("after %d reloads", i + 1).isEmpty();
      }
      load.stop();
      assertThat(load.failures()).isEmpty();
      System.out.println("reloads lost nothing of " + load.answered() + " requests");
    }
  }

  @Test
  void webSocketsGoOnForTheirTimeAndAreThenClosedWithACloseFrame() throws Exception {
    WebApp app = new WebApp(directory).build("1");
    // Long after theirs ends the time of all others: the client's answer to the frame may take a
    // while.
    StopPolicy stop = StopPolicy.DEFAULT.withWebSockets(Duration.ofMillis(1_900));
    Vertx vertx = Vertx.vertx();
    WebSocketClient client = vertx.createWebSocketClient();
    try (Running running = Running.started(WebApp.service(app.classes(), 1).withStop(stop))) {
      InetSocketAddress address = running.supervisor.status().services().get(0).addresses().get(0);
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      var socket = client.connect(address.getPort(), "127.0.0.1", "/").await();
      socket.textMessageHandler(heard::add);
      socket.closeHandler(closed -> heard.add("closed " + socket.closeStatusCode()));
      var reloaded =
          running.supervisor.reload(
              "web", ReloadOptions.DEFAULT.withProbation(Duration.ofMillis(100)));
      String draining = running.events.await("draining web#1 RELOAD");
      socket.writeTextMessage("still there").await();
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("still there");
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("closed 1001");
      assertThat(Duration.ofNanos(System.nanoTime() - running.events.timeOf(draining)))
          .isGreaterThan(Duration.ofMillis(1_500));
      Running.await(reloaded);
    } finally {
      // Held until here: Vert.x closes a client that nobody can reach any more, and its WebSockets.
      client.close().await();
      vertx.close().await();
    }
  }

  private static InetSocketAddress withHost(List<InetSocketAddress> addresses, String host) {
    return addresses.stream()
        .filter(each -> each.getAddress().getHostAddress().equals(host))
        .findFirst()
        .orElseThrow();
  }
}
