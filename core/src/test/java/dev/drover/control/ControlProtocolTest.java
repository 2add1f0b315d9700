package dev.drover.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.control.ControlException.Code;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said on a control socket, by clients who mean well and by others. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ControlProtocolTest {
  @TempDir static Path runtime;

  private static TestServer test;

  @BeforeAll
  static void open() throws Exception {
    test = new TestServer(runtime, ControlLimits.DEFAULT);
  }

  @AfterAll
  static void close() throws Exception {
    test.close();
  }

  @Test
  void helloIsAnsweredWithVersionNameAndPid() throws Exception {
    try (RawClient client = new RawClient(test.socket())) {
      client.send(RawClient.HELLO);

      JsonObject answer = client.receive();
      assertThat(answer.getInteger("id")).isZero();
      assertThat(answer.getJsonObject("result").getMap())
          .containsEntry("version", 1)
          .containsEntry("name", "web")
          .containsEntry("pid", (int) ProcessHandle.current().pid())
          .containsKey("drover");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\":1,\"op\":\"echo\"} | protocol",
        "{\"id\":1,\"op\":\"hello\",\"args\":{\"version\":2}} | version",
        "{\"id\":1,\"op\":\"hello\"} | version",
        "{\"id\":1,\"op\":\"hello\",\"args\":{\"version\":\"1\"}} | version",
        "{\"op\":\"hello\",\"args\":{\"version\":1}} | protocol",
        "GET / HTTP/1.1 | protocol",
        "[1] | protocol",
        "{} {} | protocol"
      })
  void whoDoesNotSayHelloProperlyIsToldAndDisconnected(String line, String code) throws Exception {
    try (RawClient client = new RawClient(test.socket())) {
      client.send(line);

      assertThat(client.receive().getJsonObject("error").getString("code")).isEqualTo(code);
      assertThat(client.receive()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "{\"id\":1,\"op\":\"echo\"",
        "{\"id\":1}",
        "{\"id\":1,\"op\":7}",
        "{\"id\":1.5,\"op\":\"echo\"}",
        "{\"id\":null,\"op\":\"echo\"}",
        "{\"id\":{},\"op\":\"echo\"}",
        "{\"id\":1,\"op\":\"echo\",\"args\":[]}",
        "{\"id\":1,\"op\":\"echo\",\"more\":1}"
      })
  void whoBreaksTheProtocolLaterIsToldAndDisconnected(String line) throws Exception {
    try (RawClient client = RawClient.greeted(test.socket())) {
      client.send(line);

      assertThat(client.receive().getJsonObject("error").getString("code")).isEqualTo("protocol");
      assertThat(client.receive()).isNull();
    }
  }

  @Test
  void bytesThatAreNoTextAreNoRequest() throws Exception {
    byte[] line = "{\"id\":1,\"op\":\"echo\",\"args\":{\"say\":\"?\"}}\n".getBytes(UTF_8);
    line[line.length - 5] = (byte) 0xff;
    try (RawClient client = RawClient.greeted(test.socket())) {
      client.send(line);

      assertThat(client.receive().getJsonObject("error").getString("code")).isEqualTo("protocol");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n"})
  void aHugeLineIsRefusedWhetherItEndsOrNot(String end) throws Exception {
    try (RawClient client = RawClient.greeted(test.socket())) {
      client.send(("{\"id\":1,\"op\":\"" + "x".repeat(100_000) + "\"}" + end).getBytes(UTF_8));

      JsonObject error = client.receive().getJsonObject("error");
      assertThat(error.getString("code")).isEqualTo("protocol");
      assertThat(error.getString("message")).contains("65536 bytes");
      client.awaitEnd();
    }
  }

  @Test
  void argumentsArriveAndAResultComesBack() {
    try (ControlClient client = test.client()) {
      assertThat(request(client, "echo", new JsonObject().put("say", "grüß dich")))
          .isEqualTo(new JsonObject().put("said", "grüß dich"));
      assertThat(client.server().getString("name")).isEqualTo("web");
    }
  }

  @Test
  void itemsComeInOrderBeforeTheResult() {
    List<JsonObject> items = new ArrayList<>();
    try (ControlClient client = test.client()) {
      client.request("count", new JsonObject(), ControlClient.PATIENCE, items::add);
    }
    assertThat(items.stream().map(item -> item.getInteger("number"))).containsExactly(1, 2, 3);
  }

  @Test
  void anUnknownOperationIsToldTheKnownOnesAndTheConnectionGoesOn() {
    try (ControlClient client = test.client()) {
      assertThatThrownBy(() -> request(client, "ecko", new JsonObject()))
          .isInstanceOfSatisfying(
              ControlException.class,
              e -> {
                assertThat(e.code()).isEqualTo(Code.UNKNOWN_OP);
                assertThat(e.details().getJsonArray("known")).contains("echo");
              })
          .hasMessageContaining("no operation 'ecko'");
      assertThat(request(client, "echo", new JsonObject()).getString("said")).isEqualTo("?");
    }
  }

  @Test
  void allThatIsWrongWithArgumentsIsToldAtOnce() {
    try (ControlClient client = test.client()) {
      JsonObject args = new JsonObject().put("say", 7).put("shout", true);

      assertThatThrownBy(() -> request(client, "echo", args))
          .isInstanceOfSatisfying(
              ControlException.class, e -> assertThat(e.code()).isEqualTo(Code.BAD_ARGS))
          .hasMessage("args.say must be text, was 7; args.shout is unknown; known here are say");
    }
  }

  @Test
  void aBugInAnOperationIsAFailureAndNoMore() {
    try (ControlClient client = test.client()) {
      assertThatThrownBy(() -> request(client, "bug", new JsonObject()))
          .isInstanceOf(ControlException.class)
          .hasMessage("not what it should be");
      request(client, "echo", new JsonObject());
    }
  }

  @Test
  void requestsRunSideBySideAndAreToldApartByTheirIds() throws Exception {
    try (RawClient client = RawClient.greeted(test.socket())) {
      client.send("{\"id\":\"slow\",\"op\":\"wait\"}");
      client.send("{\"id\":2,\"op\":\"echo\",\"args\":{\"say\":\"quick\"}}");

      assertThat(client.receive().getInteger("id")).isEqualTo(2);
      test.waiting.take().complete(new JsonObject());
      assertThat(client.receive().getString("id")).isEqualTo("slow");
    }
  }

  @Test
  void anIdThatIsInUseIsNotTakenAgain() throws Exception {
    try (RawClient client = RawClient.greeted(test.socket())) {
      client.send("{\"id\":1,\"op\":\"wait\"}");
      client.send("{\"id\":1,\"op\":\"echo\"}");

      assertThat(client.receive().getJsonObject("error").getString("message"))
          .isEqualTo("a request with this id runs already");
      assertThat(client.receive()).isNull();
      test.waiting.take();
      assertThat(test.cancelled.take()).isEqualTo("wait");
    }
  }

  @Test
  void aRequestCanBeCancelled() throws Exception {
    try (RawClient client = RawClient.greeted(test.socket())) {
      client.send("{\"id\":1,\"op\":\"wait\"}");
      client.send("{\"id\":2,\"op\":\"cancel\",\"args\":{\"id\":1}}");
      client.send("{\"id\":3,\"op\":\"cancel\",\"args\":{\"id\":1}}");

      JsonObject ended = client.receive();
      assertThat(ended.getInteger("id")).isEqualTo(1);
      assertThat(ended.getJsonObject("error").getString("code")).isEqualTo("cancelled");
      assertThat(client.receive().getJsonObject("result").getBoolean("cancelled")).isTrue();
      assertThat(client.receive().getJsonObject("result").getBoolean("cancelled")).isFalse();
      assertThat(test.cancelled.take()).isEqualTo("wait");
      test.waiting.take().complete(new JsonObject());
      client.send("{\"id\":4,\"op\":\"echo\"}");
      assertThat(client.receive().getInteger("id")).isEqualTo(4);
    }
  }

  @Test
  void whoDisconnectsCancelsWhatRunsForHim() throws Exception {
    try (RawClient client = RawClient.greeted(test.socket())) {
      client.send("{\"id\":1,\"op\":\"wait\"}");
      test.waiting.take();
    }
    assertThat(test.cancelled.take()).isEqualTo("wait");
  }

  @Test
  void aClientDoesNotWaitLongerThanItWants() throws Exception {
    try (ControlClient client = test.client()) {
      assertThatThrownBy(
              () -> client.request("wait", new JsonObject(), Duration.ofMillis(200), item -> {}))
          .isInstanceOfSatisfying(
              ControlException.class, e -> assertThat(e.code()).isEqualTo(Code.NO_ANSWER));
      test.waiting.take();
    }
    assertThat(test.cancelled.take()).isEqualTo("wait");
  }

  private static JsonObject request(ControlClient client, String op, JsonObject args) {
    return client.request(op, args, ControlClient.PATIENCE);
  }
}
