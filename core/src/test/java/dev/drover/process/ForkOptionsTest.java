package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drover.process.SpawnException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForkOptionsTest extends OnEveryHost {
  @Test
  void aMainClassRunsInANewJvm() throws Exception {
    JvmCommand jvm = JvmCommand.of(ForkedMain.class).withFlags("-Xmx64m", "-XX:+UseSerialGC");
    ChildProcess child =
        await(ChildProcess.fork(vertx, jvm, List.of("a", "b"), SpawnOptions.DEFAULTS));
    Future<List<Object>> received = messages(child.channel(), 2);
    child.channel().send("hello");
    assertThat(await(received))
        .containsExactlyInAnyOrder(
            new JsonObject().put("args", "a b"), new JsonObject().put("echo", "hello"));
    child.channel().disconnect();
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(3));
  }

  @Test
  void theChannelMayBeStdinOrStdout() throws Exception {
    assumeTrue(host.isNative());
    for (int descriptor = 0; descriptor < 2; descriptor++) {
      SpawnOptions options = SpawnOptions.builder().stdio(descriptor, Stdio.channel()).build();
      ChildProcess child = fork(options, "node", "-e", "process.send(process.channel !== null)");
      assertThat(await(messages(child.channel(), 1))).containsExactly(true);
      assertThat(await(child.closed()).isSuccess()).isTrue();
    }
  }

  @Test
  void onlyAForkKnowsOfAChannel() throws Exception {
    SpawnOptions options = SpawnOptions.builder().env(Map.of("NODE_CHANNEL_FD", "9")).build();
    assertThat(text(spawn(options, "env").stdout())).contains("NODE_CHANNEL_FD=9");
    String forked = text(fork("env").stdout());
    if (host.isNative()) {
      assertThat(forked).contains("DROVER_CHANNEL_FD=3", "NODE_CHANNEL_FD=3");
    } else {
      assertThat(forked)
          .contains("DROVER_CHANNEL_PATH=", "NODE_OPTIONS=--require ")
          .doesNotContain("CHANNEL_FD");
    }
  }

  @Test
  void aGrandchildDoesNotTakeTheChannel() throws Exception {
    String grandchild = "process.send === undefined && !process.env.NODE_OPTIONS";
    String script =
        "require('child_process').execFile(process.execPath, ['-p', '"
            + grandchild
            + "'], (error, out) => process.send(out))";
    ChildProcess child = fork("node", "-e", script);
    assertThat(await(messages(child.channel(), 1))).containsExactly("true\n");
  }

  @Test
  void nothingOfAChannelStaysOnTheDisk() throws Exception {
    assumeTrue(!host.isNative());
    ChildProcess connected = fork("node", "-e", "process.send(1)");
    ChildProcess never = fork("sh", "-c", "echo $DROVER_CHANNEL_PATH");
    Path socket = Path.of(text(never.stdout()).strip());
    await(connected.closed());
    await(never.closed());
    await(never.channel().disconnected());
    assertThat(never.channel().isConnected()).isFalse();
    assertThat(socket.getParent()).doesNotExist();
    assertThat(await(messages(connected.channel(), 1))).containsExactly(1);
  }

  @Test
  void aMessageBeforeAnAbruptExitArrives() throws Exception {
    ChildProcess child = fork("node", "-e", "process.send('last words'); process.exit(9)");
    assertThat(await(messages(child.channel(), 1))).containsExactly("last words");
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(9));
  }

  @Test
  void aForkRunsIntoItsTimeout() throws Exception {
    SpawnOptions options =
        SpawnOptions.builder().timeout(Duration.ofMillis(200)).killSignal(Signal.KILL).build();
    ChildProcess child = fork(options, "node", "-e", "setInterval(() => {}, 1000)");
    assertThat(await(child.closed())).isEqualTo(ExitStatus.signal(Signal.KILL));
    assertThat(child.stopCause()).contains(StopCause.TIMEOUT);
  }

  @Test
  void aForkIsCancelledBeforeAndAfterItsStart() throws Exception {
    Promise<Void> cancel = Promise.promise();
    SpawnOptions options = SpawnOptions.builder().cancellation(cancel.future()).build();
    ChildProcess child = fork(options, "node", "-e", "setInterval(() => {}, 1000)");
    cancel.fail("enough");
    assertThat(await(child.closed())).isEqualTo(ExitStatus.signal(Signal.TERM));
    assertThat(child.stopCause()).contains(StopCause.CANCELLED);
    assertThat(failure(ChildProcess.fork(vertx, "node", List.of(), options)))
        .hasMessageContaining("cancelled before its start");
  }

  @Test
  void aForkHasOtherStdioToo() throws Exception {
    SpawnOptions options =
        SpawnOptions.builder()
            .stdout(Stdio.ignore())
            .stdio(3, Stdio.channel())
            .stdio(4, Stdio.pipe())
            .build();
    assumeTrue(host.isNative());
    ChildProcess child = fork(options, "node", "-e", "require('fs').writeSync(4, 'extra')");
    assertThat(text(child.output(4))).isEqualTo("extra");
    assertThatThrownBy(child::stdout).isInstanceOf(IllegalStateException.class);
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(0));
  }

  @Test
  void flagsAndJavaOfAForkedJvmCanBeChosen() throws Exception {
    JvmCommand jvm =
        JvmCommand.of(ForkedMain.class)
            .withJava(Path.of(System.getProperty("java.home"), "bin", "java").toRealPath())
            .withFlags("-Xmx64m", "-Xlog:disable", "-showversion");
    ChildProcess child = await(ChildProcess.fork(vertx, jvm, List.of(), SpawnOptions.DEFAULTS));
    Future<Buffer> version = collect(child.stderr());
    await(messages(child.channel(), 1));
    child.channel().disconnect();
    assertThat(await(version).toString()).contains(System.getProperty("java.version"));
  }

  @Test
  void aNodeThatAForkedJvmStartsByItselfKnowsNothingOfItsChannel() throws Exception {
    JvmCommand jvm = JvmCommand.of(NodeStarter.class);
    ChildProcess child = await(ChildProcess.fork(vertx, jvm, List.of(), SpawnOptions.DEFAULTS));
    assertThat(text(child.stdout())).isEqualTo("undefined\n");
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(0));
  }

  @Test
  void outputComesBesideMessagesWhateverTheStdio() throws Exception {
    for (Stdio form : List.of(Stdio.pipe(), Stdio.ignore(), Stdio.inherit())) {
      SpawnOptions options = SpawnOptions.builder().stderr(form).build();
      ChildProcess child =
          fork(options, "node", "-e", "console.log('printed'); process.send('sent')");
      Future<List<Object>> sent = messages(child.channel(), 1);
      assertThat(text(child.stdout())).isEqualTo("printed\n");
      assertThat(await(sent)).containsExactly("sent");
    }
  }

  @Test
  void theJdkBackEndRefusesAChannelAsStdio() throws Exception {
    assumeTrue(!host.isNative());
    SpawnOptions options = SpawnOptions.builder().stdout(Stdio.channel()).build();
    Throwable failure = failure(ChildProcess.fork(vertx, "cat", List.of(), options));
    assertThat(((SpawnException) failure).reason()).isEqualTo(Reason.UNSUPPORTED);
    assertThat(failure).hasMessageContaining("a channel as stdin, stdout or stderr");
  }
}
