package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another Java than the one the tests run on: 25, where one is installed. */
class Java25IT {
  private static final String PROBE = DroverCommand.app("ProbeServer");

  private final int port = DroverCommand.freePort();
  private final String conf = DroverCommand.conf(port);
  private Path java25;

  @TempDir Path directory;

  @BeforeEach
  void find() {
    Optional<Path> found = installed();
    if (found.isEmpty()) {
      System.out.println("Java25IT: skipped, no JDK 25 in /usr/lib/jvm");
    }
    Assumptions.assumeTrue(found.isPresent());
    java25 = found.get();
  }

  @Test
  void launcherAndReplicasRunOnItWithoutAWarning() throws Exception {
    try (DroverProcess drover =
        new DroverCommand(directory)
            .javaHome(java25)
            .run(PROBE, "--replicas", "2", "--conf", conf)) {
      drover.awaitUp();
      assertThat(options().getInteger("java")).isEqualTo(25);
      assertThat(drover.err().all()).isEmpty();
    }
  }

  @Test
  void virtualThreadsWorkOnIt() throws Exception {
    try (DroverProcess drover =
        new DroverCommand(directory)
            .javaHome(java25)
            .run(PROBE, "--virtual-thread", "--conf", conf)) {
      drover.awaitUp();
      assertThat(options().getString("threading")).isEqualTo("VIRTUAL_THREAD");
      assertThat(drover.err().all()).isEmpty();
    }
  }

  @Test
  void replicasCanHaveAnotherJavaThanTheLauncher() throws Exception {
    try (DroverProcess drover =
        new DroverCommand(directory)
            .run(PROBE, "--replicas", "1", "--java", java25.toString(), "--conf", conf)) {
      drover.awaitUp();
      assertThat(options().getInteger("java")).isEqualTo(25);
      assertThat(drover.err().all()).isEmpty();
    }
  }

  private JsonObject options() throws Exception {
    return new JsonObject(HttpConnection.get(port, "/options"));
  }

  private static Optional<Path> installed() {
    Path all = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(all)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(all)) {
      return homes.filter(Java25IT::is25).sorted().findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean is25(Path home) {
    try {
      return Files.isExecutable(home.resolve("bin/javac"))
          && Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"25");
    } catch (IOException noJava) {
      return false;
    }
  }
}
