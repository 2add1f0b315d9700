package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnTest extends OnEveryHost {
  @TempDir Path directory;

  private static SpawnOptionsBuilder options() {
    return SpawnOptions.builder();
  }

  @Test
  void argumentsArriveAsTheyAre() throws Exception {
    ChildProcess child = spawn("printf", "[%s]", "a b", "", "$HOME", "ä'\"");
    assertThat(text(child.stdout())).isEqualTo("[a b][][$HOME][ä'\"]");
  }

  @Test
  void anExitCodeIsReportedWithoutASignal() throws Exception {
    ChildProcess child = shell("exit 23");
    assertThat(await(child.exit())).isEqualTo(ExitStatus.code(23));
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(23));
  }

  @Test
  void exitCode143IsNoSignal() throws Exception {
    assertThat(await(shell("exit 143").exit())).isEqualTo(ExitStatus.code(143));
  }

  @Test
  void stdinIsEchoedAndItsEndEndsTheChild() throws Exception {
    ChildProcess child = spawn("cat");
    Future<Buffer> output = collect(child.stdout());
    await(child.stdin().write(Buffer.buffer("hello ")));
    await(child.stdin().end(Buffer.buffer("world")));
    assertThat(await(output).toString()).isEqualTo("hello world");
    assertThat(await(child.closed()).isSuccess()).isTrue();
  }

  @Test
  void stderrIsSeparate() throws Exception {
    ChildProcess child = shell("echo out; echo err >&2");
    Future<Buffer> errors = collect(child.stderr());
    assertThat(text(child.stdout())).isEqualTo("out\n");
    assertThat(await(errors).toString()).isEqualTo("err\n");
  }

  @Test
  void theDirectoryIsTheChilds() throws Exception {
    ChildProcess child = spawn(options().directory(directory).build(), "pwd", "-P");
    assertThat(text(child.stdout())).isEqualTo(directory.toRealPath() + "\n");
  }

  @Test
  void theEnvironmentIsInheritedChangedAndReduced() throws Exception {
    SpawnOptions changed =
        options().env("DROVER_A", "ä=1").env("EMPTY", "").removeEnv("HOME").build();
    String text = text(spawn(changed, "env").stdout());
    assertThat(text).contains("DROVER_A=ä=1\n", "EMPTY=\n", "PATH=").doesNotContain("\nHOME=");
  }

  @Test
  void aReplacedEnvironmentIsAllThereIs() throws Exception {
    SpawnOptions replaced = options().replaceEnv(Map.of("ONLY", "this")).build();
    assertThat(text(spawn(replaced, "/usr/bin/env").stdout())).isEqualTo("ONLY=this\n");
  }

  @Test
  void theCommandIsSearchedInTheChildsPath() throws Exception {
    Path tool = Files.writeString(directory.resolve("drover-tool"), "#!/bin/sh\necho found\n");
    assertThat(tool.toFile().setExecutable(true)).isTrue();
    SpawnOptions options = options().env("PATH", directory + ":/bin:/usr/bin").build();
    assertThat(text(spawn(options, "drover-tool").stdout())).isEqualTo("found\n");
  }

  @Test
  void spawnComesBeforeDataDataBeforeCloseExitBeforeClose() throws Exception {
    List<String> events = new CopyOnWriteArrayList<>();
    Future<ExitStatus> closed =
        ChildProcess.spawn(vertx, "echo", "x")
            .compose(
                child -> {
                  events.add("spawn");
                  child.stdout().endHandler(end -> events.add("end"));
                  child.stdout().handler(data -> events.add("data"));
                  child.exit().onComplete(end -> events.add("exit"));
                  return child.closed().onComplete(end -> events.add("close"));
                });
    await(closed);
    assertThat(events).hasSize(5).startsWith("spawn").endsWith("close");
    assertThat(events.indexOf("data")).isLessThan(events.indexOf("end"));
  }

  @Test
  void handlersRunOnTheContextThatSpawned() throws Exception {
    Promise<List<Context>> seen = Promise.promise();
    Context context = vertx.getOrCreateContext();
    context.runOnContext(
        go ->
            ChildProcess.spawn(vertx, "echo", "x")
                .onComplete(
                    started -> {
                      List<Context> contexts = new CopyOnWriteArrayList<>();
                      contexts.add(Vertx.currentContext());
                      started.result().stdout().handler(d -> contexts.add(Vertx.currentContext()));
                      started.result().exit().onComplete(e -> contexts.add(Vertx.currentContext()));
                      started
                          .result()
                          .closed()
                          .onComplete(
                              e -> {
                                contexts.add(Vertx.currentContext());
                                seen.complete(contexts);
                              });
                    }));
    assertThat(await(seen.future())).hasSize(4).allMatch(context::equals);
  }

  @Test
  void aChildInheritsNoBlockedOrIgnoredSignals() throws Exception {
    String text = text(spawn("grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status").stdout());
    if (host.isNative()) {
      assertThat(text.replaceAll("\\s", ""))
          .isEqualTo("SigBlk:0000000000000000SigIgn:0000000000000000");
    } else {
      assertThat(text).contains("SigBlk"); // The JDK lets its own mask through.
    }
  }

  @Test
  void aChildGetsNoDescriptorsButItsOwn() throws Exception {
    assertThat(text(spawn("ls", "/proc/self/fd").stdout())).isEqualTo("0\n1\n2\n3\n");
  }

  @Test
  void usageIsToldWhereThePlatformDoes() throws Exception {
    ChildProcess child = shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done");
    await(child.exit());
    assertThat(child.usage().isPresent()).isEqualTo(host.isNative());
    assertThat(child.duration()).isPositive();
    child.usage().ifPresent(usage -> assertThat(usage.user().plus(usage.system())).isPositive());
  }

  @Test
  void peakMemoryIsTheChildsOwnOrUnknown() throws Exception {
    ProcessResult small = await(ChildProcess.execFile(vertx, "true"));
    assertThat(small.usage().flatMap(u -> u.peakMemory().stream().boxed().findAny())).isEmpty();
  }

  @Test
  void argv0IsWhatTheChildSees() throws Exception {
    if (host.isNative()) {
      ChildProcess child = spawn(options().argv0("renamed").build(), "/bin/sh", "-c", "echo $0");
      assertThat(text(child.stdout())).isEqualTo("renamed\n");
    }
  }

  @Test
  void workerVerticlesSpawnToo() throws Exception {
    Promise<String> output = Promise.promise();
    DeploymentOptions worker = new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER);
    await(vertx.deployVerticle(new Catting(output), worker));
    assertThat(await(output.future())).isEqualTo("from a worker true");
  }

  private static final class Catting extends VerticleBase {
    private final Promise<String> output;

    Catting(Promise<String> output) {
      this.output = output;
    }

    @Override
    public Future<?> start() {
      return ChildProcess.spawn(vertx, "cat")
          .map(
              child -> {
                Buffer all = Buffer.buffer();
                child.stdout().handler(all::appendBuffer);
                child
                    .stdout()
                    .endHandler(end -> output.complete(all + " " + Context.isOnWorkerThread()));
                return child.stdin().end(Buffer.buffer("from a worker"));
              });
    }
  }

  @Test
  void eventLoopsSpawnAtTheSameTime() throws Exception {
    List<Future<String>> outputs = new CopyOnWriteArrayList<>();
    for (int loop = 0; loop < 8; loop++) {
      int number = loop;
      Promise<String> output = Promise.promise();
      outputs.add(output.future());
      ((io.vertx.core.internal.VertxInternal) vertx)
          .createEventLoopContext()
          .runOnContext(
              go ->
                  ChildProcess.exec(vertx, "echo " + number)
                      .map(result -> result.stdout().text())
                      .onComplete(output));
    }
    for (int loop = 0; loop < 8; loop++) {
      assertThat(await(outputs.get(loop))).isEqualTo(loop + "\n");
    }
  }

  @Test
  void aChainOfFiveEnds() throws Exception {
    ChildProcess child =
        shell("sh -c 'sh -c \"sh -c \\\"exit 6\\\"; exit \\$?\"; exit $?'; exit $?");
    assertThat(await(child.closed())).isEqualTo(ExitStatus.code(6));
  }
}
