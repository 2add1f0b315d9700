package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drover.process.SpawnException.Reason;
import dev.drover.process.Stdio.Direction;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StdioTest extends OnEveryHost {
  @TempDir Path directory;

  @Test
  void ignoredStreamsAreEmptyAndHaveNoStream() throws Exception {
    ChildProcess child =
        spawn(SpawnOptions.builder().stdio(Stdio.ignore()).build(), "sh", "-c", "cat; echo x");
    assertThat(await(child.closed()).isSuccess()).isTrue();
    assertThatThrownBy(child::stdout)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("descriptor 1");
    assertThatThrownBy(child::stdin).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void filesAreReadTruncatedAndAppendedTo() throws Exception {
    Path in = Files.writeString(directory.resolve("in"), "new\n");
    Path out = Files.writeString(directory.resolve("out"), "old and longer\n");
    Path log = Files.writeString(directory.resolve("log"), "first\n");
    SpawnOptions options =
        SpawnOptions.builder()
            .stdin(Stdio.read(in))
            .stdout(Stdio.truncate(out))
            .stderr(Stdio.append(log))
            .build();
    ChildProcess child = spawn(options, "sh", "-c", "cat; echo second >&2");
    assertThat(await(child.closed()).isSuccess()).isTrue();
    assertThat(out).hasContent("new");
    assertThat(log).hasContent("first\nsecond");
  }

  @Test
  void aFileThatCannotBeOpenedIsNamed() throws Exception {
    Path missing = directory.resolve("missing");
    SpawnOptions options = SpawnOptions.builder().stdin(Stdio.read(missing)).build();
    SpawnException failure =
        (SpawnException) failure(ChildProcess.spawn(vertx, "cat", List.of(), options));
    assertThat(failure.reason()).isEqualTo(Reason.FILE_NOT_OPENED);
    assertThat(failure).hasMessageContaining(missing.toString());
  }

  @Test
  void aChildMayReopenItsOutput() throws Exception {
    assertThat(text(shell("echo x > /dev/stdout").stdout())).isEqualTo("x\n");
  }

  @Test
  void extraDescriptorsGoEitherWayOrBoth() throws Exception {
    assumeTrue(host.isNative());
    SpawnOptions options =
        SpawnOptions.builder()
            .stdio(3, Stdio.pipe(Direction.INPUT))
            .stdio(4, Stdio.pipe(Direction.OUTPUT))
            .stdio(6, Stdio.pipe())
            .build();
    ChildProcess child =
        spawn(options, "sh", "-c", "cat <&3 >&4; read -r line <&6; echo got $line >&6");
    Future<Buffer> copied = collect(child.output(4));
    Future<Buffer> answered = collect(child.output(6));
    child.input(6).write(Buffer.buffer("ping\n"));
    child.input(3).end(Buffer.buffer("through"));
    assertThat(await(copied).toString()).isEqualTo("through");
    assertThat(await(answered).toString()).isEqualTo("got ping\n");
    assertThat(await(child.closed()).isSuccess()).isTrue();
  }

  @Test
  void aPipelineMovesBytesFromChildToChild() throws Exception {
    assumeTrue(host.isNative());
    ChildProcess source = spawn("head", "-c", "1000000", "/dev/zero");
    ChildProcess sink =
        spawn(SpawnOptions.builder().stdin(Stdio.from(source.stdout())).build(), "wc", "-c");
    assertThat(text(sink.stdout()).strip()).isEqualTo("1000000");
    assertThat(await(source.closed()).isSuccess()).isTrue();
  }

  @Test
  void whatAChildWroteBeforeItEndedIsHandedOverToo() throws Exception {
    assumeTrue(host.isNative());
    ChildProcess source = spawn("head", "-c", "60000", "/dev/zero");
    await(source.closed());
    ChildProcess sink =
        spawn(SpawnOptions.builder().stdin(Stdio.from(source.stdout())).build(), "wc", "-c");
    assertThat(text(sink.stdout()).strip()).isEqualTo("60000");
  }

  @Test
  void theFirstOfAPipelineEndsWhenTheSecondDoes() throws Exception {
    assumeTrue(host.isNative());
    ChildProcess source = spawn("yes");
    ChildProcess sink =
        spawn(SpawnOptions.builder().stdin(Stdio.from(source.stdout())).build(), "head", "-1");
    assertThat(text(sink.stdout())).isEqualTo("y\n");
    assertThat(await(source.closed()).signal()).isEqualTo(Signal.of("PIPE"));
  }

  @Test
  void twoChildrenShareTheInputOfAThird() throws Exception {
    assumeTrue(host.isNative());
    ChildProcess cat = spawn("cat");
    Future<Buffer> output = collect(cat.stdout());
    SpawnOptions into = SpawnOptions.builder().stdout(Stdio.to(cat.stdin())).build();
    ChildProcess one = spawn(into, "echo", "one");
    await(one.closed());
    ChildProcess two = spawn(into, "echo", "two");
    await(two.closed());
    cat.stdin().end(Buffer.buffer("three\n"));
    assertThat(await(output).toString()).isEqualTo("one\ntwo\nthree\n");
  }

  @Test
  void anOutputWithAHandlerCannotBeHandedOver() throws Exception {
    assumeTrue(host.isNative());
    ChildProcess source = spawn("cat");
    source.stdout().handler(data -> {});
    SpawnOptions options = SpawnOptions.builder().stdin(Stdio.from(source.stdout())).build();
    assertThat(failure(ChildProcess.spawn(vertx, "cat", List.of(), options)))
        .hasMessageContaining("handler");
  }

  @Test
  void anOutputIsTakenBackWhenTheOtherChildDoesNotStart() throws Exception {
    assumeTrue(host.isNative());
    ChildProcess source = spawn("echo", "still here");
    SpawnOptions options =
        SpawnOptions.builder().argv0("x").stdin(Stdio.from(source.stdout())).build();
    assertThat(failure(ChildProcess.spawn(vertx, "/no/such", List.of(), options))).isNotNull();
    assertThat(text(source.stdout())).isEqualTo("still here\n");
  }

  @Test
  void anotherDescriptorOfTheJvmCanBeInherited() throws Exception {
    assumeTrue(host.isNative());
    try (java.io.RandomAccessFile file =
        new java.io.RandomAccessFile(directory.resolve("f").toFile(), "rw")) {
      int number = descriptorOf(directory.resolve("f"));
      ChildProcess child =
          spawn(SpawnOptions.builder().stdout(Stdio.inherit(number)).build(), "echo", "x");
      await(child.closed());
      assertThat(file.length()).isEqualTo(2);
    }
  }

  private static int descriptorOf(Path file) throws Exception {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(link -> pointsTo(link, file))
          .mapToInt(link -> Integer.parseInt(link.getFileName().toString()))
          .findFirst()
          .orElseThrow();
    }
  }

  private static boolean pointsTo(Path link, Path file) {
    try {
      return Files.readSymbolicLink(link).equals(file.toRealPath());
    } catch (java.io.IOException gone) {
      return false;
    }
  }

  @Test
  void inheritedStdioGoesThroughAJvmInTheMiddle() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> args =
        List.of(
            "-Xmx64m",
            "-Ddrover.process=" + host.backend,
            "-cp",
            System.getProperty("java.class.path"),
            InheritMain.class.getName(),
            "sh",
            "-c",
            "cat; exit 7");
    Buffer input = Buffer.buffer("0123456789".repeat(10_000));
    Throwable failure =
        failure(ChildProcess.execFile(vertx, java, args, ExecOptions.DEFAULTS.withInput(input)));
    ProcessResult result = ((ExecException) failure).result();
    assertThat(result.exit()).isEqualTo(ExitStatus.code(7));
    assertThat(result.stdout().bytes()).isEqualTo(input);
  }

  @Test
  void aSharedPipeIsReadableAgainAfterTheChildThatUsedIt() throws Exception {
    assumeTrue(host.isNative());
    ChildProcess cat = spawn("cat");
    SpawnOptions head = SpawnOptions.builder().stdin(Stdio.share(cat.stdout())).build();
    for (String line : List.of("first\n", "second\n")) {
      ChildProcess one = spawn(head, "head", "-n1");
      cat.stdin().write(Buffer.buffer(line));
      assertThat(text(one.stdout())).isEqualTo(line);
      assertThat(await(one.closed()).isSuccess()).isTrue();
    }
    cat.stdin().end(Buffer.buffer("rest"));
    await(cat.exit());
    assertThat(text(cat.stdout())).isEqualTo("rest");
    assertThat(await(cat.closed()).isSuccess()).isTrue();
    assertThat(failure(ChildProcess.spawn(vertx, "cat", List.of(), head)))
        .hasMessageContaining("has ended or was handed over");
  }

  @Test
  void theReaderOfAStreamMayBeExchanged() throws Exception {
    ChildProcess child =
        shell("printf a; read x; printf 'gr\\303'; read x; printf '\\274\\303\\237e'");
    Promise<Buffer> first = Promise.promise();
    child.stdout().handler(first::complete);
    assertThat(await(first.future())).hasToString("a");
    child.stdout().handler(null);
    StringBuilder text = new StringBuilder();
    Promise<Void> started = Promise.promise();
    Promise<Void> end = Promise.promise();
    child.stdin().write(Buffer.buffer("\n"));
    child
        .stdout()
        .text(StandardCharsets.UTF_8)
        .endHandler(end::complete)
        .handler(
            some -> {
              text.append(some);
              started.tryComplete();
            });
    await(started.future());
    child.stdin().write(Buffer.buffer("\n"));
    await(end.future());
    assertThat(text).hasToString("grüße");
  }
}
