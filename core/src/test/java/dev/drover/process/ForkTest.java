package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkTest extends OnEveryHost {
  private static final String PYTHON =
      """
      import json, os
      fd = int(os.environ['DROVER_CHANNEL_FD'])
      incoming = os.fdopen(fd, 'r', encoding='utf-8')
      for line in incoming:
          message = json.loads(line)
          reply = {'twice': message['n'] * 2}
          os.write(fd, (json.dumps(reply) + '\\n').encode())
      """;

  /** Where the JDK starts the child. */
  private static final String PYTHON_BY_PATH =
      """
      import json, os, socket
      channel = socket.socket(socket.AF_UNIX)
      channel.connect(os.environ['DROVER_CHANNEL_PATH'])
      for line in channel.makefile('r', encoding='utf-8'):
          message = json.loads(line)
          reply = {'twice': message['n'] * 2}
          channel.sendall((json.dumps(reply) + '\\n').encode())
      """;

  @TempDir Path directory;

  /** An unmodified Node script: nothing in it knows of Drover. */
  private ChildProcess node(String script) throws Exception {
    return fork("node", Files.writeString(directory.resolve("child.js"), script).toString());
  }

  @Test
  void aNodeScriptSendsAndReceivesEveryKindOfMessage() throws Exception {
    ChildProcess child = node("process.on('message', m => process.send(m)); process.send('ready')");
    Future<List<Object>> answers = messages(child.channel(), 7);
    JsonObject object = new JsonObject().put("a", new JsonArray().add(1).add("zwei\n"));
    for (Object message : new Object[] {object, "text", 1.5, true, null, new JsonArray()}) {
      await(child.channel().send(message));
    }
    assertThat(await(answers))
        .containsExactly("ready", object, "text", 1.5, true, null, new JsonArray());
  }

  @Test
  void aNodeScriptSeesTheDisconnectAndEnds() throws Exception {
    ChildProcess child =
        node(
            """
            process.on('message', () => {});
            process.on('disconnect', () => { process.exitCode = 42 });
            const left = Object.keys(process.env).filter(name => /CHANNEL|NODE_OPTIONS/.test(name));
            process.send({connected: process.connected, left: left.join()});
            """);
    String left = host.isNative() ? "DROVER_CHANNEL_FD" : "";
    assertThat(await(messages(child.channel(), 1)))
        .containsExactly(new JsonObject().put("connected", true).put("left", left));
    await(child.channel().disconnect());
    assertThat(child.channel().isConnected()).isFalse();
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(42));
  }

  @Test
  void aDisconnectOfTheChildIsSeenAndASendAfterItFails() throws Exception {
    ChildProcess child = node("process.send('last'); process.disconnect();");
    Future<List<Object>> last = messages(child.channel(), 1);
    await(child.channel().disconnected());
    assertThat(last.result()).containsExactly("last");
    assertThat(child.channel().isConnected()).isFalse();
    assertThat(failure(child.channel().send("x"))).hasMessageContaining("ERR_IPC_CHANNEL_CLOSED");
  }

  @Test
  void messageExitAndCloseComeInThisOrder() throws Exception {
    ChildProcess child = node("process.send('x'); process.exitCode = 7;");
    List<String> events = new ArrayList<>();
    child.channel().handler(message -> events.add("message"));
    child.exit().onComplete(exit -> events.add("exit"));
    Future<ExitStatus> closed = child.closed().onComplete(close -> events.add("close"));
    assertThat(await(closed)).isEqualTo(ExitStatus.code(7));
    assertThat(events).containsExactlyInAnyOrder("message", "exit", "close").endsWith("close");
  }

  @Test
  void nodesOwnMessagesAreNotDeliveredOthersAre() throws Exception {
    ChildProcess child =
        node(
            """
            process.send({cmd: 'NODE_INTERNAL'}); process.send({cmd: 'NODE_'});
            process.send({cmd: 'xNODE_'}); process.send({prop: 'NODE_a'}); process.send('NODE_b');
            """);
    assertThat(await(messages(child.channel(), 4)))
        .containsExactly(
            new JsonObject().put("cmd", "NODE_"),
            new JsonObject().put("cmd", "xNODE_"),
            new JsonObject().put("prop", "NODE_a"),
            "NODE_b");
  }

  @Test
  void largeMultiByteMessagesArriveWholeAndInOrder() throws Exception {
    ChildProcess child = node("process.on('message', m => process.send(m))");
    Future<List<Object>> answers = messages(child.channel(), 4);
    String large = "中文🙂ä".repeat(700_000);
    for (int i = 0; i < 4; i++) {
      child.channel().send(new JsonObject().put("number", i).put("text", large));
    }
    List<Object> received = await(answers);
    for (int i = 0; i < 4; i++) {
      assertThat(((JsonObject) received.get(i)).getInteger("number")).isEqualTo(i);
      assertThat(((JsonObject) received.get(i)).getString("text")).hasSize(large.length());
    }
  }

  @Test
  void aBacklogIsVisibleAndDrains() throws Exception {
    ChildProcess child = node("setTimeout(() => process.on('message', () => {}), 300)");
    String text = "x".repeat(100_000);
    int sent = 0;
    while (!child.channel().writeQueueFull()) {
      child.channel().send(text);
      assertThat(++sent).isLessThan(1_000);
    }
    Promise<Void> drained = Promise.promise();
    child.channel().drainHandler(drained::tryComplete);
    await(drained.future());
  }

  @Test
  void aHandlerThatThrowsDoesNotStopTheNextMessages() throws Exception {
    ChildProcess child = node("for (let i = 0; i < 5; i++) process.send(i)");
    List<Object> received = new ArrayList<>();
    Promise<Void> five = Promise.promise();
    AtomicInteger reported = new AtomicInteger();
    vertx.exceptionHandler(failure -> reported.incrementAndGet());
    child
        .channel()
        .handler(
            message -> {
              received.add(message);
              if (received.size() == 5) {
                five.complete();
              }
              throw new IllegalStateException("expected");
            });
    await(five.future());
    assertThat(received).containsExactly(0, 1, 2, 3, 4);
    await(child.closed());
    assertThat(reported.get()).isEqualTo(5);
  }

  @Test
  void whatIsNoJsonIsReportedAndTheNextMessageComes() throws Exception {
    ChildProcess child =
        host.isNative()
            ? fork("sh", "-c", "echo '{oops' >&3; echo '\"fine\"' >&3")
            : fork(
                "python3",
                "-c",
                "import os, socket; s = socket.socket(socket.AF_UNIX);"
                    + " s.connect(os.environ['DROVER_CHANNEL_PATH']);"
                    + " s.sendall(b'{oops\\n\"fine\"\\n')");
    Promise<Throwable> reported = Promise.promise();
    child.channel().exceptionHandler(reported::tryComplete);
    assertThat(await(messages(child.channel(), 1))).containsExactly("fine");
    assertThat(await(reported.future())).hasMessageContaining("no JSON");
  }

  @Test
  void aPythonScriptNeedsTenLines() throws Exception {
    String python = host.isNative() ? PYTHON : PYTHON_BY_PATH;
    Path script = Files.writeString(directory.resolve("child.py"), python);
    ChildProcess child = fork("python3", script.toString());
    Future<List<Object>> answers = messages(child.channel(), 2);
    child.channel().send(new JsonObject().put("n", 21));
    child.channel().send(new JsonObject().put("n", 4));
    assertThat(await(answers))
        .containsExactly(new JsonObject().put("twice", 42), new JsonObject().put("twice", 8));
    await(child.channel().disconnect());
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(0));
  }

  @Test
  void aChildWithoutAChannelHasNone() throws Exception {
    ChildProcess child = spawn("true");
    assertThatThrownBy(child::channel)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("fork");
    assertThat(failure(Channel.toParent(vertx))).hasMessageContaining("no channel");
  }

  @Test
  void anEmptyScriptEnds() throws Exception {
    assertThat(await(node("").closed())).isEqualTo(ExitStatus.code(0));
  }

  @Test
  void aForkedChildMaySpawnItself() throws Exception {
    ChildProcess child =
        node("require('child_process').spawn('true').on('exit', code => process.send(code))");
    assertThat(await(messages(child.channel(), 1))).containsExactly(0);
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(0));
  }

  @Test
  void aMessageHandlerAfterTheDisconnectKeepsNothingAlive() throws Exception {
    ChildProcess child =
        node("process.disconnect(); process.on('message', () => {}); process.exitCode = 5;");
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(5));
  }

  @Test
  void whatIsNoJsonValueIsNotSent() throws Exception {
    ChildProcess child = node("process.on('message', m => process.send(m))");
    assertThat(failure(child.channel().send(new Object()))).isNotNull();
    child.channel().send("still works");
    assertThat(await(messages(child.channel(), 1))).containsExactly("still works");
  }
}
