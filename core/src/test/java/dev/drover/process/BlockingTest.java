package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockingTest extends OnEveryHost {
  @TempDir Path directory;

  private static ExecOptions with(SpawnOptionsBuilder spawn) {
    return ExecOptions.of(spawn.build());
  }

  @Test
  void theBlockingTwinsReturnAndThrow() throws Exception {
    assertThat(ChildProcess.execSync(vertx, "echo x", ExecOptions.DEFAULTS).stdout().text())
        .isEqualTo("x\n");
    assertThatThrownBy(() -> ChildProcess.execSync(vertx, "exit 3", ExecOptions.DEFAULTS))
        .isInstanceOfSatisfying(
            ExecException.class, e -> assertThat(e.result().exit()).isEqualTo(ExitStatus.code(3)));
    assertThatThrownBy(
            () -> ChildProcess.execFileSync(vertx, "no-such", List.of(), ExecOptions.DEFAULTS))
        .isInstanceOf(SpawnException.class);
  }

  @Test
  void theBlockingTwinsWorkOnAWorker() throws Exception {
    Future<ProcessResult> onWorker =
        vertx.executeBlocking(() -> ChildProcess.execSync(vertx, "echo w", ExecOptions.DEFAULTS));
    assertThat(await(onWorker).stdout().text()).isEqualTo("w\n");
  }

  @Test
  void theBlockingTwinsRefuseAnEventLoopAtOnce() throws Exception {
    Promise<Throwable> refusal = Promise.promise();
    vertx.runOnContext(
        go ->
            refusal.complete(
                catchThrowable(() -> ChildProcess.execSync(vertx, "true", ExecOptions.DEFAULTS))));
    assertThat(await(refusal.future()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("call exec, or move it to a worker or virtual thread");
  }

  @Test
  void anInterruptedTwinEndsTheCommand() throws Exception {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Path trace = directory.resolve("pid");
    Thread waiting =
        new Thread(
            () -> {
              try {
                String text = "echo $$ > " + trace + "; exec sleep 60";
                ChildProcess.execSync(vertx, text, ExecOptions.DEFAULTS);
              } catch (Exception e) {
                failure.complete(e);
              }
            });
    waiting.start();
    for (int i = 0; i < 500 && (Files.notExists(trace) || Files.size(trace) == 0); i++) {
      await(vertx.timer(10));
    }
    long pid = Long.parseLong(Files.readString(trace).strip());
    waiting.interrupt();
    assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
    Optional<ProcessHandle> left = ProcessHandle.of(pid);
    if (left.isPresent()) {
      left.get().onExit().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void theBlockingTwinsKnowEveryOption() throws Exception {
    ExecOptions options =
        with(SpawnOptions.builder().directory(directory).env("NAME", "value"))
            .withInput(Buffer.buffer("in"));
    assertThat(ChildProcess.execSync(vertx, "pwd -P; echo $NAME; cat", options).stdout().text())
        .isEqualTo(directory.toRealPath() + "\nvalue\nin");
  }

  @Test
  void theBlockingTwinsRunIntoTimeouts() {
    ExecOptions options = with(SpawnOptions.builder().timeout(Duration.ofMillis(150)));
    assertThat(catchThrowable(() -> ChildProcess.execSync(vertx, "sleep 60", options)))
        .isInstanceOfSatisfying(
            ExecException.class,
            e -> {
              assertThat(e.stopCause()).contains(StopCause.TIMEOUT);
              assertThat(e.result().duration()).isLessThan(Duration.ofSeconds(20));
            });
  }

  @Test
  void theBlockingTwinsSendTheKillSignalAndUseTheShell() throws Exception {
    SpawnOptionsBuilder limits = SpawnOptions.builder().timeout(Duration.ofMillis(100));
    ExecOptions kill = with(limits.killSignal(Signal.KILL));
    assertThat(catchThrowable(() -> ChildProcess.execSync(vertx, "sleep 60", kill)))
        .isInstanceOfSatisfying(
            ExecException.class,
            e -> assertThat(e.result().exit()).isEqualTo(ExitStatus.signal(Signal.KILL)));
    assertThat(
            catchThrowable(
                () -> ChildProcess.execSync(vertx, "no-such-command", ExecOptions.DEFAULTS)))
        .isInstanceOfSatisfying(
            ExecException.class,
            e -> assertThat(e.result().exit()).isEqualTo(ExitStatus.code(127)));
    ExecOptions bash = with(SpawnOptions.builder().shell("/bin/bash"));
    assertThat(ChildProcess.execSync(vertx, "echo $BASH | cat", bash).stdout().text())
        .isEqualTo("/bin/bash\n");
  }
}
