package dev.drover.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drover.process.ChildProcess;
import dev.drover.process.ExitStatus;
import dev.drover.process.SpawnOptions;
import dev.drover.process.Stdio;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The client modules in real Node and Python children: every rule holds in each. */
@ParameterizedClass
@EnumSource(BusClientsTest.Program.class)
class BusClientsTest extends OnTheBus {

  enum Program {
    NODE_REQUIRE("node", "child.cjs"),
    NODE_IMPORT("node", "child.mjs"),
    PYTHON_BLOCKING("python3", "child.py"),
    PYTHON_ASYNCIO("python3", "child_async.py");

    private final String interpreter;
    private final String script;

    Program(String interpreter, String script) {
      this.interpreter = interpreter;
      this.script = script;
    }

    boolean isNode() {
      return interpreter.equals("node");
    }
  }

  private static final BusPermissions PERMISSIONS =
      BusPermissions.fromJson(
          new JsonObject(
              """
              {"inbound": [{"addressRegex": "jvm|nobody|deaf|news|second"}],
               "outbound": [{"addressRegex": "mine|second|turns"}]}
              """));

  @Parameter Program program;
  @TempDir Path directory;
  private ChildProcess child;
  private final BlockingQueue<Object> news = new LinkedBlockingQueue<>();
  private final List<Object> seen = new ArrayList<>();

  @BeforeEach
  void fork() throws Exception {
    assumeTrue(isInstalled("node") && isInstalled("python3"), "Node or Python is missing");
    for (BusClient client : BusClient.values()) {
      Files.writeString(directory.resolve(client.fileName()), client.source());
    }
    vertx.eventBus().consumer("news", message -> news.add(String.valueOf(message.body())));
    vertx.eventBus().consumer("deaf", message -> {});
    vertx.eventBus().consumer("jvm", this::echo);
    child = start(program, "mine");
    assertThat(news.poll(30, TimeUnit.SECONDS)).isEqualTo("up");
  }

  private void echo(Message<Object> message) {
    seen.add(message.body());
    message.reply(
        message.body(), new DeliveryOptions().addHeader("h", message.headers().get("h") + "!"));
  }

  private static boolean isInstalled(String command) {
    return List.of(System.getenv("PATH").split(":")).stream()
        .anyMatch(entry -> Files.isExecutable(Path.of(entry, command)));
  }

  private ChildProcess start(Program which, String address) throws Exception {
    Path script = directory.resolve(which.script);
    try (InputStream source = getClass().getResourceAsStream("/bridge/" + which.script)) {
      Files.write(script, source.readAllBytes());
    }
    ChildProcess started =
        await(
            ChildProcess.fork(
                vertx,
                which.interpreter,
                List.of(script.toString(), address),
                SpawnOptions.builder().stdio(Stdio.inherit()).build()));
    BusChannel.attach(vertx, started, PERMISSIONS);
    return started;
  }

  private Future<Message<Object>> ask(String op, String to, Object body) {
    DeliveryOptions options = new DeliveryOptions().addHeader("op", op).addHeader("to", to);
    return vertx.eventBus().request("mine", body, options.addHeader("h", "given"));
  }

  private static List<Object> bodies() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    List<Object> bodies =
        new ArrayList<>(
            List.of(
                new JsonObject("{\"a\": {\"b\": [1, 2.5, null, true, \"x\"]}, \"\": {}}"),
                new JsonArray("[[], {}, \"ä\", -1, null]"),
                "",
                "line\nbreak \"quoted\" \u0000 中文 🙂 \u2028",
                0,
                -1,
                Integer.MAX_VALUE,
                1L << 40,
                (1L << 53) + 1,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                0.1,
                -1e300,
                1e20,
                true,
                false,
                Buffer.buffer(bytes),
                Buffer.buffer()));
    bodies.add(null);
    return bodies;
  }

  @Test
  void everyTypeGoesThereAndBack() throws Exception {
    for (Object body : bodies()) {
      assertThat(await(ask("echo", "", body)).body()).isEqualTo(body);
      assertThat(await(ask("ask", "jvm", body)).body()).isEqualTo(body);
      assertThat(seen.remove(0)).isEqualTo(body);
    }
  }

  @Test
  void everyTypeGoesThroughAChildInAnotherLanguage() throws Exception {
    Program other = program.isNode() ? Program.PYTHON_BLOCKING : Program.NODE_REQUIRE;
    start(other, "second");
    assertThat(news.poll(30, TimeUnit.SECONDS)).isEqualTo("up");
    for (Object body : bodies()) {
      assertThat(await(ask("pass", "second", body)).body()).isEqualTo(body);
    }
  }

  @Test
  void headersComeAndGo() throws Exception {
    assertThat(await(ask("echo", "", 1)).headers().get("h")).isEqualTo("given");
    assertThat(await(ask("ask", "jvm", 1)).headers().get("h")).isEqualTo("asked!");
  }

  @Test
  void whatAConsumerReturnsIsItsReply() throws Exception {
    assertThat(await(ask("return", "", "x")).body()).isEqualTo("x");
  }

  @Test
  void failuresKeepTheirCodeBothWays() throws Exception {
    ReplyException failed = (ReplyException) failure(ask("fail", "", null));
    assertThat(failed.failureCode()).isEqualTo(9);
    assertThat(failed).hasMessage("no such file");
    ReplyException thrown = (ReplyException) failure(ask("throw", "", null));
    assertThat(thrown.failureCode()).isEqualTo(500);
    assertThat(thrown).hasMessage("thrown");
    vertx.eventBus().consumer("second", message -> message.fail(13, "unlucky"));
    assertThat(await(ask("relay", "second", 1)).body())
        .isEqualTo(new JsonArray("[13, \"RECIPIENT_FAILURE\", \"unlucky\"]"));
    JsonArray nobody = (JsonArray) await(ask("relay", "nobody", 1)).body();
    assertThat(nobody.getString(1)).isEqualTo("NO_HANDLERS");
    JsonArray late = (JsonArray) await(ask("relay", "deaf", 1)).body();
    assertThat(late.getString(1)).isEqualTo("TIMEOUT");
    JsonArray denied = (JsonArray) await(ask("relay", "secret", 1)).body();
    assertThat(denied.getInteger(0)).isEqualTo(403);
  }

  @Test
  void anAnswerMayAskBack() throws Exception {
    Message<Object> question = await(ask("back", "", null));
    assertThat(question.body()).isEqualTo("which?");
    question.reply("this one");
    assertThat(news.poll(30, TimeUnit.SECONDS)).isEqualTo("this one");
  }

  @Test
  void consumersOfOneAddressTakeTurnsUntilTheyLeave() throws Exception {
    List<Object> turns = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      turns.add(await(request("turns", null)));
    }
    assertThat(turns).containsExactly("a", "b", "a", "b");
    vertx.eventBus().send("mine", null, new DeliveryOptions().addHeader("op", "leave"));
    assertThat(news.poll(30, TimeUnit.SECONDS)).isEqualTo("left");
    assertThat(await(this.<Object>request("turns", null))).isEqualTo("b");
    assertThat(await(this.<Object>request("turns", null))).isEqualTo("b");
  }

  @Test
  void theChildEndsByItselfWhenEitherSideCloses() throws Exception {
    ChildProcess other = start(program, "second");
    assertThat(news.poll(30, TimeUnit.SECONDS)).isEqualTo("up");
    vertx.eventBus().send("second", null, new DeliveryOptions().addHeader("op", "close"));
    assertThat(await(other.exit())).isEqualTo(ExitStatus.code(0));
    Promise<Void> gone = Promise.promise();
    child.channel().disconnect().onComplete(gone);
    await(gone.future());
    assertThat(await(child.exit())).isEqualTo(ExitStatus.code(0));
  }
}
