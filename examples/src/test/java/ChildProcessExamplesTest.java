import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drover.process.ChildProcess;
import dev.drover.process.ExecOptions;
import dev.drover.process.ProcessResult;
import dev.drover.process.SpawnOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Each example says what its Javadoc promises, and ends by itself. */
class ChildProcessExamplesTest {
  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void closeVertx() {
    VERTX.close().await();
  }

  private static String run(String input, Class<?> example, String... args) throws Exception {
    SpawnOptions spawn = SpawnOptions.builder().timeout(Duration.ofSeconds(60)).build();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), example.getName()));
    command.addAll(List.of(args));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ExecOptions options = ExecOptions.of(spawn).withInput(Buffer.buffer(input));
    ProcessResult result = ChildProcess.execFileSync(VERTX, java, command, options);
    return result.stdout().text();
  }

  @Test
  void spawnFindStreamsLinesAndTellsTheEnd() throws Exception {
    assertThat(run("", SpawnFind.class).lines())
        .contains("found ./README.md")
        .endsWith("find ended with code 0");
  }

  @Test
  void countStdinCountsUntilTheEnd() throws Exception {
    assertThat(run("one two\nthree\n", CountStdin.class).strip().split("\\s+"))
        .containsExactly("2", "3", "14");
  }

  @Test
  void pipelinesCountAlikeInAllThreeWays() throws Exception {
    List<String> lines = run("", Pipelines.class).lines().toList();
    assertThat(lines)
        .extracting(line -> line.split(":")[0])
        .containsExactly("through the JVM", "from child to child", "in a shell");
    assertThat(lines).extracting(line -> line.split(": *")[1]).doesNotContain("0");
  }

  @Test
  void commandsShowOutputAndFailure() throws Exception {
    assertThat(run("", Commands.class))
        .contains("files: ", "literally: $HOME; is not for a shell\n", "waited for\n")
        .contains("command 'ls /no/such/file' ended with code 2");
  }

  @Test
  void forkNodeExchangesMessages() throws Exception {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(entry -> Path.of(entry, "node").toFile().canExecute()),
        "node is not installed");
    assertThat(run("", ForkNode.class, "fork-node.js"))
        .contains(
            "from the child: {\"sum\":500000500000}", "the child prints: got { hello: 'world' }")
        .contains("from the child: {\"counter\":1}")
        .endsWith("the child ended with code 0\n");
  }
}
