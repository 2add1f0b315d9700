package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drover.process.ExecOptions.Overflow;
import dev.drover.process.SpawnException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecTest extends OnEveryHost {
  @TempDir Path directory;

  private static ExecOptions with(SpawnOptionsBuilder spawn) {
    return ExecOptions.of(spawn.build());
  }

  private ExecException ended(String shell, ExecOptions options) throws Exception {
    Throwable failure = failure(ChildProcess.exec(vertx, shell, options));
    assertThat(failure).isInstanceOf(ExecException.class);
    return (ExecException) failure;
  }

  @Test
  void execRunsAShell() throws Exception {
    ProcessResult result = await(ChildProcess.exec(vertx, "echo a | tr a b; echo $((1+1)) >&2"));
    assertThat(result.stdout().text()).isEqualTo("b\n");
    assertThat(result.stderr().text()).isEqualTo("2\n");
    assertThat(result.exit().isSuccess()).isTrue();
    assertThat(result.duration()).isPositive();
  }

  @Test
  void execFileUsesNoShell() throws Exception {
    assertThat(await(ChildProcess.execFile(vertx, "echo", "$HOME;ls")).stdout().text())
        .isEqualTo("$HOME;ls\n");
  }

  @Test
  void theShellCanBeChosen() throws Exception {
    ExecOptions options = with(SpawnOptions.builder().shell("/bin/bash"));
    assertThat(await(ChildProcess.exec(vertx, "echo $BASH", options)).stdout().text())
        .isEqualTo("/bin/bash\n");
  }

  @Test
  void execRunsInTheDirectoryWithTheEnvironment() throws Exception {
    ExecOptions options = with(SpawnOptions.builder().directory(directory).env("NAME", "value"));
    assertThat(await(ChildProcess.exec(vertx, "pwd -P; echo $NAME", options)).stdout().text())
        .isEqualTo(directory.toRealPath() + "\nvalue\n");
  }

  @Test
  void anotherCodeThanZeroIsAFailureThatCarriesTheOutput() throws Exception {
    ExecException failure = ended("echo out; echo why >&2; exit 3", ExecOptions.DEFAULTS);
    assertThat(failure.result().exit()).isEqualTo(ExitStatus.code(3));
    assertThat(failure.result().stdout().text()).isEqualTo("out\n");
    assertThat(failure.stopCause()).isEmpty();
    assertThat(failure).hasMessageContaining("ended with code 3: why");
  }

  @Test
  void aMissingCommandIsCode127InAShellAndASpawnFailureWithout() throws Exception {
    assertThat(ended("no-such-command", ExecOptions.DEFAULTS).result().exit())
        .isEqualTo(ExitStatus.code(127));
    Throwable failure = failure(ChildProcess.execFile(vertx, "no-such-command"));
    assertThat(((SpawnException) failure).reason()).isEqualTo(Reason.COMMAND_NOT_FOUND);
  }

  @Test
  void inputIsWrittenAndEnded() throws Exception {
    ExecOptions options = ExecOptions.DEFAULTS.withInput(Buffer.buffer("b\na\n"));
    assertThat(await(ChildProcess.execFile(vertx, "sort", List.of(), options)).stdout().text())
        .isEqualTo("a\nb\n");
  }

  @Test
  void inputThatNobodyReadsIsNoFailure() throws Exception {
    ExecOptions options = ExecOptions.DEFAULTS.withInput(Buffer.buffer("x".repeat(1_000_000)));
    assertThat(await(ChildProcess.execFile(vertx, "true", List.of(), options)).exit().isSuccess())
        .isTrue();
  }

  @Test
  void outputIsDecodedWithTheEncoding() throws Exception {
    ExecOptions options = ExecOptions.DEFAULTS.withEncoding(StandardCharsets.ISO_8859_1);
    assertThat(await(ChildProcess.exec(vertx, "printf '\\344'", options)).stdout().text())
        .isEqualTo("ä");
  }

  @Test
  void outputUpToMaxBufferIsFine() throws Exception {
    ProcessResult exact = await(ChildProcess.exec(vertx, "head -c 1048576 /dev/zero"));
    assertThat(exact.stdout().bytes().length()).isEqualTo(1 << 20);
    assertThat(exact.stdout().truncated()).isFalse();
  }

  @Test
  void oneByteMoreThanMaxBufferFailsWithExactlyMaxBuffer() throws Exception {
    ExecException failure = ended("head -c 1048577 /dev/zero", ExecOptions.DEFAULTS);
    assertThat(failure.stopCause()).contains(StopCause.MAX_BUFFER);
    assertThat(failure.result().stdout().bytes().length()).isEqualTo(1 << 20);
    assertThat(failure.result().stdout().truncated()).isTrue();
  }

  @Test
  void maxBufferCountsBytesOfStderrToo() throws Exception {
    // Many times: the command may end before, while and after its output is read.
    for (int round = 0; round < 30; round++) {
      ExecException failure = ended("printf 中文 >&2", ExecOptions.DEFAULTS.withMaxBuffer(5));
      assertThat(failure.result().stderr().bytes()).isEqualTo(Buffer.buffer("中文").slice(0, 5));
    }
  }

  @Test
  void anEndlessWriterIsEndedByMaxBuffer() throws Exception {
    assertThat(ended("yes", ExecOptions.DEFAULTS).stopCause()).contains(StopCause.MAX_BUFFER);
  }

  @Test
  void truncationLetsTheCommandRunOn() throws Exception {
    ExecOptions options = ExecOptions.DEFAULTS.withMaxBuffer(3).withOverflow(Overflow.TRUNCATE);
    ProcessResult result =
        await(ChildProcess.exec(vertx, "head -c 300000 /dev/zero; echo done >&2", options));
    assertThat(result.stdout().bytes().length()).isEqualTo(3);
    assertThat(result.stdout().truncated()).isTrue();
    assertThat(result.stderr().text()).isEqualTo("don");
  }

  @Test
  void aTimeoutKillsTheWholeTree() throws Exception {
    Path mark = directory.resolve("started");
    ExecOptions options =
        with(
            SpawnOptions.builder()
                .timeout(Duration.ofMillis(200))
                .listener(heldUntil(child -> Files.exists(mark))));
    ExecException failure = ended("echo started; : > " + mark + "; sleep 60; echo no", options);
    assertThat(failure.stopCause()).contains(StopCause.TIMEOUT);
    assertThat(failure.result().exit()).isEqualTo(ExitStatus.signal(Signal.TERM));
    assertThat(failure.result().stdout().text()).isEqualTo("started\n");
    assertThat(failure.result().duration()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aChildThatIgnoresTheKillSignalIsForced() throws Exception {
    Path mark = directory.resolve("deaf");
    ExecOptions options =
        with(
            SpawnOptions.builder()
                .timeout(Duration.ofMillis(300))
                .forceKillAfter(Duration.ofMillis(200))
                .listener(heldUntil(child -> Files.exists(mark))));
    String deaf = "trap '' TERM; : > " + mark + "; while :; do sleep 0.05; done";
    ExecException failure = ended(deaf, options);
    assertThat(failure.stopCause()).contains(StopCause.TIMEOUT);
    assertThat(failure.result().exit()).isEqualTo(ExitStatus.signal(Signal.KILL));
  }

  @Test
  void theKillSignalOfATimeoutCanBeChosen() throws Exception {
    SpawnOptionsBuilder spawn = SpawnOptions.builder().timeout(Duration.ofMillis(100));
    ExecException failure = ended("sleep 60", with(spawn.killSignal(Signal.KILL)));
    assertThat(failure.result().exit()).isEqualTo(ExitStatus.signal(Signal.KILL));
  }

  @Test
  void aTimeoutThatIsNotReachedDoesNothing() throws Exception {
    ExecOptions options = with(SpawnOptions.builder().timeout(Duration.ofMinutes(5)));
    assertThat(await(ChildProcess.exec(vertx, "echo x", options)).stdout().text()).isEqualTo("x\n");
  }

  @Test
  void aCancellationEndsTheCommandAndIsTheCause() throws Exception {
    Promise<Void> cancel = Promise.promise();
    ProcessListener cancelling =
        new ProcessListener() {
          @Override
          public void spawned(ChildProcess child) {
            vertx.setTimer(100, id -> cancel.fail("changed my mind"));
          }
        };
    ExecOptions options =
        with(SpawnOptions.builder().cancellation(cancel.future()).listener(cancelling));
    Throwable failure = failure(ChildProcess.exec(vertx, "sleep 60", options));
    assertThat(failure).hasRootCauseMessage("changed my mind");
    assertThat(((ExecException) failure).stopCause()).contains(StopCause.CANCELLED);
  }

  @Test
  void whatIsCancelledBeforeTheStartDoesNotStart() throws Exception {
    Path trace = directory.resolve("trace");
    ExecOptions options =
        with(SpawnOptions.builder().cancellation(Future.failedFuture("too late")));
    Throwable failure = failure(ChildProcess.exec(vertx, "touch " + trace, options));
    assertThat(((SpawnException) failure).reason()).isEqualTo(Reason.CANCELLED);
    assertThat(failure).hasRootCauseMessage("too late");
    assertThat(trace).doesNotExist();
  }

  @Test
  void maxBufferHoldsWithoutAShellAndForTheBlockingTwins() {
    List<String> args = List.of("-c", "11", "/dev/zero");
    ExecOptions ten = ExecOptions.DEFAULTS.withMaxBuffer(10);
    assertThat(catchThrowable(() -> await(ChildProcess.execFile(vertx, "head", args, ten))))
        .hasMessageContaining("wrote more than maxBuffer");
    assertThat(catchThrowable(() -> ChildProcess.execFileSync(vertx, "head", args, ten)))
        .hasMessageContaining("wrote more than maxBuffer");
    assertThat(catchThrowable(() -> ChildProcess.execSync(vertx, "head -c 11 /dev/zero", ten)))
        .isInstanceOfSatisfying(
            ExecException.class,
            e -> assertThat(e.result().stdout().bytes().length()).isEqualTo(10));
  }

  @Test
  void aFailureNamesTheCommandWithItsArguments() throws Exception {
    Throwable failure = failure(ChildProcess.execFile(vertx, "sh", "-c", "exit 9"));
    assertThat(failure).hasMessageContaining("'sh -c exit 9' ended with code 9");
    assertThat(((ExecException) failure).command()).isEqualTo("sh -c exit 9");
  }

  @Test
  void aCommandWithoutStreamsEndsFailsAndRunsIntoItsTimeoutAsEver() throws Exception {
    SpawnOptionsBuilder deaf = SpawnOptions.builder().stdout(Stdio.ignore()).stderr(Stdio.ignore());
    ProcessResult fine = await(ChildProcess.exec(vertx, "echo x", with(deaf)));
    assertThat(fine.stdout().text() + fine.stderr().text()).isEmpty();
    assertThat(ended("echo x; exit 3", with(deaf)).result().exit()).isEqualTo(ExitStatus.code(3));
    ExecException late = ended("sleep 60", with(deaf.timeout(Duration.ofMillis(150))));
    assertThat(late.stopCause()).contains(StopCause.TIMEOUT);
  }

  @Test
  void aFailureIsToldEvenIfTheKillReachesNobody() throws Exception {
    assumeTrue(host.isNative());
    // The command is gone, and who writes has left its tree.
    String text = "setsid sh -c 'sleep 0.5; printf 1234; sleep 3' & exit 0";
    ExecOptions options =
        with(SpawnOptions.builder()
                .forceKillAfter(Duration.ofMillis(200))
                .listener(heldUntil(OnEveryHost::isZombie)))
            .withMaxBuffer(3);
    ExecException failure = ended(text, options);
    assertThat(failure.stopCause()).contains(StopCause.MAX_BUFFER);
    assertThat(failure.result().exit()).isEqualTo(ExitStatus.code(0));
    assertThat(failure.result().stdout().text()).isEqualTo("123");
  }
}
