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
              .requestHandler(request -> request.response().end("%s" + System.getenv("MARK")))
              .listen(%d, "127.0.0.1");
        }
      }
      """;

  private static final String FILE =
      "services: {greeter: {verticle: Greeter.java, env: {MARK: '%s'}}}";

  @TempDir Path directory;

  @Test
  void aConfigurationNamesWhatIsWatched() throws Exception {
    int port = DroverCommand.freePort();
    Path source = Files.createDirectories(directory.resolve("app")).resolve("Greeter.java");
    Files.writeString(source, SERVER.formatted("", "one", port));
    Path views = Files.createDirectories(source.resolveSibling("views"));
    Path file = source.resolveSibling("drover.yaml");
    Files.writeString(
        file,
        "services: {greeter: {verticle: Greeter.java, watch: ['views/**/*.html', 'none/*'], env:"
            + " {MARK: '!'}}}");
    try (DroverProcess drover = new DroverCommand(directory).run("--watch", file.toString())) {
      drover.out().await("watching " + views);
      drover.err().await("nothing is watched for " + source.resolveSibling("none/*"));

      Files.writeString(source, SERVER.formatted("", "two", port));
      Files.writeString(views.resolve("a.css"), "x");
      Files.writeString(views.resolve("a.html"), "x");

      drover.out().await("greeter has changed (a.html), reloading");
      drover.out().await("greeter is reloaded");
      assertThat(HttpConnection.get(port, "/")).isEqualTo("two!");
    }
  }

  @Test
  void aChangeIsServedAndWhatFailsLeavesTheOldCodeServing() throws Exception {
    int port = DroverCommand.freePort();
    Path source = Files.createDirectories(directory.resolve("app")).resolve("Greeter.java");
    Files.writeString(source, SERVER.formatted("", "one", port));
    Path file = source.resolveSibling("drover.yaml");
    Files.writeString(file, FILE.formatted("!"));
    try (DroverProcess drover = new DroverCommand(directory).run("--watch", file.toString())) {
      drover.out().await("watching " + source.getParent());
      drover.out().await("watching " + file);
      assertThat(HttpConnection.get(port, "/")).isEqualTo("one!");

      Files.writeString(source, SERVER.formatted("", "two", port));
      drover.out().await("greeter is reloaded");
      assertThat(HttpConnection.get(port, "/")).isEqualTo("two!");

      Files.writeString(source, SERVER.formatted("int x = ;", "three", port));
      drover.err().await("illegal start of expression");
      assertThat(drover.err().text())
          .contains("greeter is not reloaded, what ran before serves on");
      assertThat(HttpConnection.get(port, "/")).isEqualTo("two!");

      Files.writeString(
          source,
          SERVER.formatted("if (true) throw new IllegalStateException(\"no\");", "four", port));
      drover.err().await("greeter is not reloaded", 2);
      assertThat(HttpConnection.get(port, "/")).isEqualTo("two!");

      Files.writeString(source, SERVER.formatted("", "five", port));
      drover.out().await("greeter is reloaded", 2);
      assertThat(HttpConnection.get(port, "/")).isEqualTo("five!");

      Files.writeString(file, FILE.formatted("?").replace("env", "envy"));
      drover.err().await("drover.yaml is not reloaded");
      drover.err().await("drover.yaml:1:46: services.greeter.envy");
      Files.writeString(file, FILE.formatted("?"));
      drover.out().await("greeter is reloaded", 3);
      assertThat(HttpConnection.get(port, "/")).isEqualTo("five?");
    }
  }
}
