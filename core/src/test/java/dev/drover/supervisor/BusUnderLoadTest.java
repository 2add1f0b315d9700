package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.BusLoad;
import com.acme.BusWorker;
import dev.drover.config.DroverConfig;
import dev.drover.config.RestartPolicy;
import dev.drover.config.ServiceConfig;
import dev.drover.config.StopPolicy;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Replicas that come and go on an event bus that is in use. Small by default; with {@code
 * -Ddrover.test.load=100 -Ddrover.test.kills=200} as large as it is meant to hold.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class BusUnderLoadTest {
  private static final int LOAD = Integer.getInteger("drover.test.load", 0);
  private static final int KILLS = Integer.getInteger("drover.test.kills", 2);

  /** For about so long the cluster itself does not notice that a member's process is gone. */
  private static final Duration BLIND = Duration.ofSeconds(10);

  private static final String BLIND_FLAG =
      "-Dhazelcast.connection.monitor.interval=" + BLIND.toMillis();

  @Test
  void replicasThatAreReplacedLoseNothingAndDeliverEveryPublishOnce() throws Exception {
    int replicas = size(2, 4);
    try (Running running = Running.started(config(replicas, size(200, 5_000), List.of()))) {
      running.events.await("message load#1");
      for (int round = 0; round < size(1, 3); round++) {
        for (int slot = 1; slot <= replicas; slot++) {
          signal(running, slot, "TERM");
          running.events.await("ready web#" + slot, round + 2);
        }
      }
      JsonObject load = stopLoad(running, replicas);
      assertThat(load.getJsonObject("plain").fieldNames())
          .as(() -> story(running))
          .containsExactly("done");
      assertThat(load.getJsonObject("retried").fieldNames()).containsExactly("done");

      Running.await(running.supervisor.stop());
      List<JsonObject> heard = reports(running, "web#");
      System.out.println("replaced: " + load);
      assertThat(heard).hasSize(replicas * (1 + size(1, 3)));
      assertThat(heard)
          .allMatch(life -> life.getLong("lost") == 0 && life.getLong("doubled") == 0)
          .filteredOn(life -> life.getLong("last") == load.getLong("published") - 1)
          .hasSize(replicas);
    }
  }

  @Test
  void killedReplicasFailRequestsAtOnceAndRetriesHideThem() throws Exception {
    int replicas = size(2, 5);
    // Not when many are killed, one after the other: nobody could join such a cluster any more.
    List<String> flags = LOAD == 0 ? List.of(BLIND_FLAG) : List.of();
    try (Running running = Running.started(config(replicas, 200, flags))) {
      running.events.await("message load#1");
      List<Long> kills = new ArrayList<>();
      for (int kill = 0; kill < KILLS; kill++) {
        int slot = kill % replicas + 1;
        running.events.await("ready web#" + slot, kill / replicas + 1);
        // The next one has been killed as often; the first, which follows the last, once more.
        running.events.await("ready web#" + (slot % replicas + 1), (kill + 1) / replicas + 1);
        kills.add(System.currentTimeMillis());
        signal(running, slot, "KILL");
        running.events.await("exited web#" + slot, kill / replicas + 1);
      }
      JsonObject load = stopLoad(running, 0);
      System.out.println("kills: " + load);
      System.out.println("felt after ms: " + felt(kills, load.getJsonArray("losses")));
      assertThat(load.getJsonObject("retried").fieldNames()).containsExactly("done");
      assertThat(load.getJsonObject("plain").fieldNames()).containsExactly("done", "lost");
      assertThat(load.getLong("slowestFailure")).isLessThan(BLIND.toMillis() / 2);
    }
  }

  /** What there is to say when something was lost. */
  private static String story(Running running) {
    return String.join("\n", running.events.events());
  }

  /** How long after each kill a request failed. */
  private static List<Long> felt(List<Long> kills, JsonArray losses) {
    return kills.stream()
        .map(
            kill ->
                losses.stream()
                    .mapToLong(loss -> (Long) loss - kill)
                    .filter(after -> after >= 0)
                    .min()
                    .orElse(-1))
        .sorted()
        .toList();
  }

  private static DroverConfig config(int replicas, int perSecond, List<String> flags) {
    List<String> jvm = new ArrayList<>(Running.verticle(BusWorker.class, 1).jvmArgs());
    jvm.addAll(flags);
    ServiceConfig web =
        Running.verticle(BusWorker.class, replicas)
            .withJvmArgs(jvm)
            .withRestart(new RestartPolicy(1_000, Duration.ofMinutes(1)))
            .withStop(new StopPolicy(Duration.ofSeconds(10), Duration.ofSeconds(20)));
    ServiceConfig load =
        Running.verticle(BusLoad.class, 1)
            .withName("load")
            .withJvmArgs(jvm)
            .withEnv(Map.of("BUS_CONCURRENT", "" + size(40, 200), "BUS_PER_SECOND", "" + perSecond))
            .withDependsOn(List.of("web"));
    return new DroverConfig("bus", List.of(web, load), null);
  }

  /**
   * @param replicas how many must have answered before
   */
  private static JsonObject stopLoad(Running running, int replicas) throws Exception {
    List<Long> workers =
        IntStream.rangeClosed(1, replicas).mapToObj(slot -> running.slot(slot).pid()).toList();
    JsonObject stop = new JsonObject().put("after", workers);
    Running.await(running.supervisor.send(new SlotId("load", 1), stop));
    running.events.await("message load#1", 2);
    return reports(running, "load#").get(1);
  }

  private static List<JsonObject> reports(Running running, String slots) {
    return running.events.events().stream()
        .filter(event -> event.startsWith("message " + slots))
        .map(event -> new JsonObject(event.substring(event.indexOf('{'))))
        .toList();
  }

  private static void signal(Running running, int slot, String signal) throws Exception {
    long pid = running.slot(slot).pid();
    new ProcessBuilder("kill", "-" + signal, "" + pid).start().waitFor();
  }

  private static int size(int small, int full) {
    return Math.max(small, full * LOAD / 100);
  }
}
