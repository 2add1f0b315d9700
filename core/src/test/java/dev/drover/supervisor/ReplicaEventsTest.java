package dev.drover.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an embedder hears of two replicas, and says to them; started once for all tests. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ReplicaEventsTest {
  @TempDir static Path directory;

  private static Running running;

  @BeforeAll
  static void start() throws Exception {
    running =
        new Running(
            Running.probe(2)
                .withEnv(Map.of("PROBE_ENV", "as = said", "PATH", "/p"))
                .withDirectory(directory));
    Running.await(running.supervisor.start());
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @Test
  void messagesGoBothWaysAndTellWhoHasSentThem() throws Exception {
    for (int slot = 1; slot <= 2; slot++) {
      String what = "\"hello " + slot + "\"";
      Running.await(running.send(slot, echo("hello " + slot)));
      long pid = running.slot(slot).pid();
      assertThat(running.events.await(from(slot, pid, what))).isEqualTo(from(slot, pid, what));
      assertThat(running.events.events()).filteredOn(event -> event.endsWith(what)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\":[1,2.5,true,null]}", "[]", "\"\u20ac \\n line\"", "1234567890123", "null"})
  void everyJsonValueArrivesAsItWasSent(String json) throws Exception {
    Running.await(running.send(1, echo(Json.decodeValue(json))));
    assertThat(running.events.await(from(1, running.slot(1).pid(), json))).endsWith(" " + json);
  }

  @Test
  void largeMessagesBothWaysAtOnceArriveInOrderAndBlockNobody() throws Exception {
    String text = "x".repeat(800_000);
    for (int i = 0; i < 20; i++) {
      running.send(1, echo(i + text));
    }
    List<String> back = running.events.awaitAll("message web#1 ", "xx\"", 20);
    for (int i = 0; i < 20; i++) {
      assertThat(back.get(i)).endsWith(" \"" + i + text + "\"");
    }
  }

  @Test
  void whatCannotBeSentIsRefusedAtOnce() {
    assertThatThrownBy(() -> running.send(3, "x")).hasMessage("slot must be 1 to 2, was 3");
    assertThatThrownBy(() -> running.supervisor.send(new SlotId("wbe", 1), "x"))
        .hasMessage("there is no service 'wbe'");
    assertThatThrownBy(() -> running.send(1, new Object()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the message is no JSON value: ");
    assertThatThrownBy(() -> running.send(1, "x".repeat(5_000_000)))
        .hasMessageStartingWith("the message takes 5000025 bytes");
  }

  @Test
  void aReplicaKnowsItsSlotArgumentsVariablesAndDirectoryAndNothingOfDrovers() throws Exception {
    Running.await(running.send(2, new JsonObject().put("do", "who")));
    String answer = running.events.await("message web#2 " + running.slot(2).pid() + " {\"slot\"");
    JsonObject who = new JsonObject(answer.substring(answer.indexOf('{')));
    assertThat(who.getInteger("slot")).isEqualTo(2);
    assertThat(who.getString("service")).isEqualTo("web");
    assertThat(who.getJsonArray("args")).isEqualTo(JsonArray.of("one", "two words"));
    assertThat(who.getString("directory")).isEqualTo(directory.toRealPath().toString());
    assertThat(who.getString("env")).isEqualTo("as = said");
    assertThat(who.getJsonArray("droverEnv").stream().map(Object::toString))
        .containsExactlyInAnyOrderElementsOf(ownDroverVariables());
    assertThat(who.getJsonArray("droverProperties")).isEmpty();
  }

  /** What was there before any supervisor, and is inherited as everything else. */
  private static List<String> ownDroverVariables() {
    return System.getenv().keySet().stream().filter(name -> name.startsWith("DROVER_")).toList();
  }

  @Test
  void outputComesByStreamAndMessagesComeBesideIt() throws Exception {
    Running.await(running.send(1, new JsonObject().put("do", "print")));
    running.events.await("output web#1 STDOUT to stdout");
    running.events.await("output web#1 STDERR to stderr");
    assertThat(running.events.count("output web#1 STDOUT to stderr")).isZero();
  }

  @Test
  void theAddressThatIsListenedOnHasARealPortInEveryReplica() {
    List<InetSocketAddress> addresses = running.supervisor.status().addresses();
    assertThat(addresses).hasSize(1);
    assertThat(addresses.get(0).getPort()).isPositive();
    String port = "{\"port\":" + addresses.get(0).getPort() + "}";
    for (int slot = 1; slot <= 2; slot++) {
      assertThat(running.events.await("message web#" + slot + " ")).endsWith(port);
    }
  }

  @Test
  void anExceptionThatTheApplicationHandlesEndsNothing() throws Exception {
    long pid = running.slot(1).pid();
    Running.await(running.send(1, new JsonObject().put("do", "throw")));
    running.events.await(from(1, pid, "\"caught thrown by the application\""));
    Running.await(running.send(1, echo("alive")));
    running.events.await(from(1, pid, "\"alive\""));
    assertThat(running.slot(1).pid()).isEqualTo(pid);
    assertThat(running.slot(1).state()).isEqualTo(SlotState.READY);
  }

  /** One replica's life after another in the second slot: so this is one test. */
  @Test
  void anExitAndAKillAreReportedOnceAndWithTheirCause() throws Exception {
    long first = running.slot(2).pid();
    running.send(2, new JsonObject().put("do", "exit").put("code", 42));
    assertThat(running.events.await("exited web#2"))
        .isEqualTo("exited web#2 wanted=false exit code 42");
    running.events.await("ready web#2", 2);
    assertThat(running.slot(2).lastExit()).hasToString("exit code 42");
    assertThat(ProcessHandle.of(first)).isEmpty();

    long second = running.slot(2).pid();
    ProcessHandle.of(second).orElseThrow().destroyForcibly();
    assertThat(running.events.await("exited web#2", 2))
        .startsWith("exited web#2 wanted=false")
        .contains("SIGKILL");
    running.events.await("ready web#2", 3);
    assertThat(ProcessHandle.of(second)).isEmpty();

    assertThat(running.events.count("exited web#2")).isEqualTo(2);
    assertThat(running.events.count("restarting web#2")).isEqualTo(2);
    assertThat(running.events.count("starting web#2")).isEqualTo(3);
    assertThat(running.events.count("draining web#2")).isZero();
    assertThat(running.slot(2).restarts()).isEqualTo(2);
  }

  private static JsonObject echo(Object value) {
    return new JsonObject().put("do", "echo").put("value", value);
  }

  private static String from(int slot, long pid, String json) {
    return "message web#" + slot + " " + pid + " " + json;
  }
}
