package dev.drover.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.process.ExecOptions.Overflow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output beyond maxBuffer that goes to a file. */
class SpillTest extends OnEveryHost {
  @TempDir Path directory;

  private ExecOptions spilling(long maxBuffer) {
    return ExecOptions.DEFAULTS
        .withMaxBuffer(maxBuffer)
        .withOverflow(Overflow.SPILL)
        .withSpillDirectory(directory);
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> all = Files.list(directory)) {
      return all.toList();
    }
  }

  @Test
  void aStreamUpToMaxBufferMakesNoFile() throws Exception {
    ProcessResult result = await(ChildProcess.exec(vertx, "printf 12345", spilling(5)));
    assertThat(result.stdout().file()).isEmpty();
    assertThat(result.stdout().truncated()).isFalse();
    assertThat(files()).isEmpty();
  }

  @Test
  void oneByteMoreGoesToAFileThatHasAllOfIt() throws Exception {
    ProcessResult result =
        await(ChildProcess.exec(vertx, "printf 123456; printf e >&2", spilling(5)));
    Path file = result.stdout().file().orElseThrow();
    assertThat(result.stdout().text()).isEqualTo("12345");
    assertThat(result.stdout().truncated()).isTrue();
    assertThat(file).hasParent(directory).hasContent("123456");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(result.stderr().file()).isEmpty();
    assertThat(result.stderr().text()).isEqualTo("e");
  }

  @Test
  void manyBytesOfBothStreamsAreExact() throws Exception {
    int lines = 400_000;
    String command = "seq 1 " + lines + " & seq 7 " + lines + " >&2; wait";
    ProcessResult result = await(ChildProcess.exec(vertx, command, spilling(100_000)));
    assertThat(result.stdout().bytes().length()).isEqualTo(100_000);
    assertNumbers(result.stdout(), 1, lines);
    assertNumbers(result.stderr(), 7, lines);
  }

  private static void assertNumbers(Output output, int from, int to) throws Exception {
    int expected = from;
    try (Stream<String> lines = Files.lines(output.file().orElseThrow())) {
      for (String line : (Iterable<String>) lines::iterator) {
        assertThat(line).isEqualTo(Integer.toString(expected++));
      }
    }
    assertThat(expected).isEqualTo(to + 1);
  }

  @Test
  void aCommandThatFailsLeavesItsFileWithItsFailure() throws Exception {
    Throwable failure = failure(ChildProcess.exec(vertx, "printf 123; exit 4", spilling(0)));
    ProcessResult result = ((ExecException) failure).result();
    assertThat(result.exit()).isEqualTo(ExitStatus.code(4));
    assertThat(result.stdout().file().orElseThrow()).hasContent("123");
  }

  @Test
  void aTimeoutKeepsWhatWasSpilled() throws Exception {
    Path mark = directory.resolve("written");
    SpawnOptions spawn =
        SpawnOptions.builder()
            .timeout(Duration.ofMillis(300))
            .listener(heldUntil(child -> Files.exists(mark)))
            .build();
    String command = "printf 123; : > " + mark + "; sleep 60";
    Throwable failure = failure(ChildProcess.exec(vertx, command, spilling(1).withSpawn(spawn)));
    ExecException ended = (ExecException) failure;
    assertThat(ended.stopCause()).contains(StopCause.TIMEOUT);
    assertThat(ended.result().stdout().file().orElseThrow()).hasContent("123");
  }

  @Test
  void whatCannotBeSpilledEndsTheCommandAndIsTheCause() throws Exception {
    ExecOptions nowhere = spilling(2).withSpillDirectory(directory.resolve("missing"));
    for (String command : List.of("yes", "printf 123")) {
      Throwable failure = failure(ChildProcess.exec(vertx, command, nowhere));
      assertThat(((ExecException) failure).stopCause()).contains(StopCause.SPILL_FAILED);
      assertThat(failure)
          .hasMessageContaining("could not be kept in a file")
          .hasCauseInstanceOf(Exception.class);
      assertThat(((ExecException) failure).result().stdout().file()).isEmpty();
      assertThat(((ExecException) failure).result().stdout().bytes().length()).isEqualTo(2);
    }
  }

  @Test
  void theBlockingTwinsSpillToo() throws Exception {
    ProcessResult result =
        await(vertx.executeBlocking(() -> ChildProcess.execSync(vertx, "seq 1 9", spilling(3))));
    assertThat(result.stdout().file().orElseThrow()).hasContent("1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  }
}
