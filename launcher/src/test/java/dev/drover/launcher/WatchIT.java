package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --watch}. */
class WatchIT {
  private static final String SERVER =
      """
      public class Greeter extends io.vertx.core.VerticleBase {
        public io.vertx.core.Future<?> start() {
          %s
          return vertx.createHttpServer()
              .requestHandler(request -> request.response().end("%s"))
              .listen(%d, "127.0.0.1");
        }
      }
      """;

  @TempDir Path directory;

  @Test
  void aChangeIsServedAndWhatFailsLeavesTheOldCodeServing() throws Exception {
    int port = DroverCommand.freePort();
    Path source = Files.createDirectories(directory.resolve("app")).resolve("Greeter.java");
    Files.writeString(source, SERVER.formatted("", "one", port));
    try (DroverProcess drover = new DroverCommand(directory).run("--watch", source.toString())) {
      drover.out().await("watching " + source.getParent());
      assertThat(HttpConnection.get(port, "/")).isEqualTo("one");

      Files.writeString(source, SERVER.formatted("", "two", port));
      drover.out().await("greeter is reloaded");
      assertThat(HttpConnection.get(port, "/")).isEqualTo("two");

      Files.writeString(source, SERVER.formatted("int x = ;", "three", port));
      drover.err().await("illegal start of expression");
      assertThat(drover.err().text())
          .contains("greeter is not reloaded, what ran before serves on");
      assertThat(HttpConnection.get(port, "/")).isEqualTo("two");

      Files.writeString(
          source,
          SERVER.formatted("if (true) throw new IllegalStateException(\"no\");", "four", port));
      drover.err().await("greeter is not reloaded", 2);
      assertThat(HttpConnection.get(port, "/")).isEqualTo("two");

      Files.writeString(source, SERVER.formatted("", "five", port));
      drover.out().await("greeter is reloaded", 2);
      assertThat(HttpConnection.get(port, "/")).isEqualTo("five");
    }
  }
}
