package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose replicas are replaced by commands. */
class ReloadIT {
  private final int port = DroverCommand.freePort();

  @TempDir Path directory;

  private Path source;
  private DroverProcess drover;

  @BeforeEach
  void start() throws Exception {
    source = Files.createDirectory(directory.resolve("src")).resolve("Hello.java");
    write("one", "");
    drover =
        new DroverCommand(directory)
            .run(source.toString(), "--replicas=1", "--name=web", "--conf=" + conf());
    drover.awaitUp();
  }

  @AfterEach
  void stop() {
    drover.close();
  }

  @Test
  void reloadServesWhatTheSourceSaysNowAndAFailureKeepsWhatServes() throws Exception {
    assertThat(HttpConnection.get(port, "/")).isEqualTo("one");
    write("two", "");

    DroverAnswer reload = ask("reload", "web", "--probation=100ms");
    assertThat(reload.exitCode()).isZero();
    assertThat(reload.out())
        .contains("web is being reloaded, generation 2, 1 slot", "web#1 is served by pid ")
        .endsWith("reloaded");
    assertThat(HttpConnection.get(port, "/")).isEqualTo("two");

    write("three", "throw new IllegalStateException(\"no database\");");
    DroverAnswer failed = ask("reload", "--probation=100ms");
    assertThat(failed.exitCode()).isEqualTo(4);
    assertThat(failed.err()).contains("web#1", "no database");
    assertThat(HttpConnection.get(port, "/")).isEqualTo("two");

    write("four", "this does not compile");
    DroverAnswer broken = ask("reload");
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.err()).contains("Hello.java", "error");
    assertThat(HttpConnection.get(port, "/")).isEqualTo("two");
  }

  @Test
  void scaleStartsMoreAndDrainsThemAgainAndRestartTakesOneSlotOnly() {
    DroverAnswer up = ask("scale", "web", "2");
    assertThat(up.out())
        .contains("web gets 2 replicas instead of 1")
        .endsWith("web has 2 replicas");
    List<Long> two = drover.replicas();
    assertThat(two).hasSize(2);

    assertThat(ask("restart", "web#2").out())
        .contains("web#2 drains, pid ", "web#2 is ready after ")
        .endsWith("restarted");
    List<Long> after = drover.replicas();
    assertThat(after).hasSize(2).containsAnyElementsOf(two).isNotEqualTo(two);
    assertThat(ask("status").out()).containsPattern("web#2 +ready +\\d+ +\\S+ +0 ");

    assertThat(ask("scale", "web", "1").exitCode()).isZero();
    assertThat(drover.replicas()).hasSize(1);
    DroverAnswer wrong = ask("scale", "web", "0");
    assertThat(wrong.err()).contains("the number of replicas must be at least 1, was 0");
    assertThat(wrong.exitCode()).isEqualTo(2);
    DroverAnswer unknown = ask("restart", "web#7");
    assertThat(unknown.err()).contains("no such slot 'web#7'; did you mean web#1?");
    assertThat(unknown.exitCode()).isEqualTo(3);
  }

  private void write(String answer, String firstStatement) throws IOException {
    Files.writeString(
        source,
        """
        import io.vertx.core.*;
        public class Hello extends VerticleBase {
          @Override public Future<?> start() {
            %s
            return vertx.createHttpServer()
                .requestHandler(request -> request.response().end("%s"))
                .listen(config().getInteger("port"), "127.0.0.1");
          }
        }
        """
            .formatted(
                firstStatement.isEmpty()
                    ? ""
                    : firstStatement.replace("throw ", "if (vertx != null) throw "),
                answer));
  }

  private String conf() {
    return DroverCommand.conf(port);
  }

  private DroverAnswer ask(String... args) {
    return new DroverCommand(directory).ask(args);
  }
}
