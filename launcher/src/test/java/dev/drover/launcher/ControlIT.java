package dev.drover.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run in the foreground, operated by the commands in another terminal. */
class ControlIT {
  private static final int PORT = DroverCommand.freePort();

  @TempDir static Path directory;

  private static DroverProcess drover;

  @BeforeAll
  static void start() {
    drover =
        new DroverCommand(directory)
            .run(
                DroverCommand.app("ProbeServer"),
                "--replicas=2",
                "--name=web",
                "--conf=" + DroverCommand.conf(PORT));
    drover.awaitUp();
  }

  @AfterAll
  static void stop() {
    drover.close();
  }

  @Test
  void listShowsItWithItsAddress() {
    DroverAnswer answer = ask("list");

    assertThat(answer.out()).containsPattern("web +" + drover.pid() + " +\\d+.* 2/2 ");
    assertThat(answer.out()).endsWith("127.0.0.1:" + PORT);
    assertThat(answer.exitCode()).isZero();
    JsonArray json = new JsonArray(ask("list", "--json").out());
    assertThat(json.getJsonObject(0).getLong("pid")).isEqualTo(drover.pid());
  }

  @Test
  void statusShowsTheReplicasWithWhatTheyUse() {
    JsonObject service = status().getJsonArray("services").getJsonObject(0);

    List<JsonObject> slots = objects(service.getJsonArray("slots")).toList();
    assertThat(slots).extracting(slot -> slot.getString("slot")).containsExactly("web#1", "web#2");
    assertThat(slots).allMatch(slot -> slot.getString("state").equals("ready"));
    assertThat(slots).allMatch(slot -> slot.getLong("rssBytes") > 20_000_000);
    assertThat(slots).allMatch(slot -> slot.getDouble("cpuPercent") >= 0);
    assertThat(slots).allMatch(slot -> slot.getLong("heapUsedBytes") > 1_000_000);
    assertThat(slots).allMatch(slot -> slot.getLong("eventLoops") > 0);
    assertThat(slots.stream().map(slot -> slot.getLong("pid")).sorted().toList())
        .isEqualTo(drover.replicas());
    assertThat(service.getJsonArray("addresses").getString(0)).isEqualTo("127.0.0.1:" + PORT);
    assertThat(ask("status", "web").out())
        .contains("web on 127.0.0.1:" + PORT + ", 2 of 2 ready")
        .containsPattern("web#1 +ready +\\d+ ");
  }

  @Test
  void threadDumpShowsWhatTheThreadsOfAReplicaDo() {
    assertThat(ask("thread-dump", "web#1").out())
        .contains("Full thread dump", "\"vert.x-eventloop-thread-0\"", "\"drover-beat\"");
    DroverAnswer unknown = ask("thread-dump", "web#9");
    assertThat(unknown.err()).contains("no such slot 'web#9'");
    assertThat(unknown.exitCode()).isEqualTo(3);
  }

  @Test
  void whyTellsHowTheLastReplicaEnded() {
    long victim = pid("web#2");
    DroverProcess.signal("KILL", "" + victim);
    drover.out().await("web#2 is ready again");

    DroverAnswer answer = ask("why", "web#2");

    assertThat(answer.out())
        .contains("pid " + victim + " lived ", "ended      killed by SIGKILL", "restarted  after ");
    JsonObject life =
        new JsonObject(ask("why", "web#2", "--json").out()).getJsonArray("lives").getJsonObject(1);
    assertThat(life.getLong("pid")).isEqualTo(victim);
    assertThat(life.getBoolean("wanted")).isFalse();
    assertThat(ask("status").out()).containsPattern("web#2 +ready +\\d+ .* killed by SIGKILL");
    assertThat(ask("events").out())
        .containsPattern("web#2 has ended, pid " + victim + ": killed by SIGKILL");
    assertThat(ask("events", "--json").out().lines())
        .anyMatch(line -> isExit(new JsonObject(line), victim));
  }

  private static boolean isExit(JsonObject event, long pid) {
    return event.getString("type").equals("exited") && event.getLong("pid") == pid;
  }

  @Test
  void whatDoesNotExistIsNotFoundAndWhatDoesIsNamed() {
    DroverAnswer service = ask("status", "wbe");
    assertThat(service.err()).contains("no such service 'wbe'; did you mean web?");
    assertThat(service.exitCode()).isEqualTo(3);

    DroverAnswer slot = ask("why", "web#3");
    assertThat(slot.err())
        .contains("no such slot 'web#3'; did you mean", "there are: web#1, web#2");
    assertThat(slot.exitCode()).isEqualTo(3);

    DroverAnswer name = ask("status", "-n", "wep");
    assertThat(name.err()).contains("no supervisor named wep runs; did you mean web?");
    assertThat(name.exitCode()).isEqualTo(3);

    DroverAnswer flag = ask("status", "--jsno");
    assertThat(flag.err()).contains("unknown flag --jsno; did you mean --json?");
    assertThat(flag.exitCode()).isEqualTo(2);
  }

  @Test
  void aSecondRunOfTheSameNameIsRefused() {
    DroverProcess second =
        new DroverCommand(directory)
            .run(DroverCommand.app("ProbeServer"), "--replicas=1", "--name=web");

    assertThat(second.awaitExit()).isEqualTo(1);
    assertThat(second.err().text())
        .contains("a supervisor named web runs already (pid " + drover.pid() + ")")
        .contains("drover stop -n web");
    assertThat(drover.replicas()).hasSize(2);
  }

  @Test
  void theDocumentedExampleForOtherToolsWorks() throws Exception {
    String page = Files.readString(DroverCommand.CHECKOUT.resolve("docs/CONTROL.md"));
    int start = page.indexOf("```python\n") + "```python\n".length();
    ProcessBuilder python =
        new ProcessBuilder("python3", "-c", page.substring(start, page.indexOf("```", start)));
    python.environment().put("XDG_RUNTIME_DIR", directory.resolve("run").toString());
    Process example = python.redirectErrorStream(true).start();

    String out = new String(example.getInputStream().readAllBytes(), UTF_8);

    assertThat(out).contains("'slot': 'web#1'", "'state': 'ready'");
    assertThat(example.waitFor()).isZero();
  }

  private static long pid(String slot) {
    return objects(status().getJsonArray("services"))
        .flatMap(service -> objects(service.getJsonArray("slots")))
        .filter(each -> each.getString("slot").equals(slot))
        .findFirst()
        .orElseThrow()
        .getLong("pid");
  }

  private static Stream<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast);
  }

  private static JsonObject status() {
    return new JsonObject(ask("status", "--json").out());
  }

  private static DroverAnswer ask(String... args) {
    return new DroverCommand(directory).ask(args);
  }
}
