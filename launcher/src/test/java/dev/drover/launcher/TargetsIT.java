package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code drover run} can be given to run; source files are in {@link SingleJvmIT}. */
class TargetsIT {
  private final int port = DroverCommand.freePort();

  @TempDir Path directory;

  @Test
  void aClassOnTheClassPathRuns() throws Exception {
    String classes = Apps.classes(directory, "ProbeServer").toString();

    try (DroverProcess drover =
        run("-cp", classes, "ProbeServer", "--conf", DroverCommand.conf(port))) {
      drover.awaitUp();
      assertThat(HttpConnection.get(port, "/pid")).isEqualTo("" + drover.pid());
    }
  }

  @Test
  void theMainVerticleOfAJarRuns() throws Exception {
    Path jar = Apps.jar(directory, "ProbeServer", Map.of("Main-Verticle", "ProbeServer"));

    try (DroverProcess drover = run(jar.toString(), "--conf", DroverCommand.conf(port))) {
      drover.awaitUp();
      assertThat(HttpConnection.get(port, "/pid")).isEqualTo("" + drover.pid());
    }
  }

  @Test
  void aJarWhoseMainClassIsDroversRunsItsMainVerticleWithoutArguments() throws Exception {
    Path jar = selfRunningJar();

    try (DroverProcess drover =
        new DroverCommand(directory).jvm("-Dprobe.port=" + port).runJar(jar)) {
      drover.awaitUp();
      assertThat(HttpConnection.get(port, "/pid")).isEqualTo("" + drover.pid());
    }
  }

  @Test
  void suchAJarRunsInReplicasToo() throws Exception {
    Path jar = selfRunningJar();

    try (DroverProcess drover =
        new DroverCommand(directory).jvm("-Dprobe.port=" + port).runJar(jar, "--replicas", "1")) {
      drover.awaitUp();
      assertThat(HttpConnection.get(port, "/pid")).isEqualTo("" + drover.replicas().get(0));
    }
  }

  @Test
  void aCompileErrorIsShownAsJavacShowsItAndEndsWithOne() throws Exception {
    Path source = directory.resolve("Broken.java");
    Files.writeString(source, "public class Broken {\n  int x = \"text\";\n}\n");

    try (DroverProcess drover = run(source.toString())) {
      assertThat(drover.awaitExit()).isEqualTo(1);
      assertThat(drover.err().text())
          .contains(
              source + ":2: error: incompatible types: String cannot be converted to int",
              "  int x = \"text\";\n          ^",
              "1 error");
      assertThat(drover.out().all()).isEmpty();
    }
  }

  @Test
  void anUnknownClassEndsWithThreeAndNamesTheNearest() throws Exception {
    String classes = Apps.classes(directory, "ProbeServer").toString();

    try (DroverProcess drover = run("-cp", classes, "ProbeSever")) {
      assertThat(drover.awaitExit()).isEqualTo(3);
      assertThat(drover.err().text()).contains("no class ProbeSever", "ProbeServer", classes);
    }
  }

  @Test
  void aMissingFileEndsWithThree() {
    for (String missing : new String[] {"NoSuch.java", "no-such.jar"}) {
      try (DroverProcess drover = run(missing)) {
        assertThat(drover.awaitExit()).isEqualTo(3);
        assertThat(drover.err().text()).contains(missing);
      }
    }
  }

  @Test
  void aJarWithoutMainVerticleIsToldHowToRunItsMainClass() throws Exception {
    Path jar = Apps.jar(directory, "OwnMain", Map.of("Main-Class", "OwnMain"));

    try (DroverProcess drover = run(jar.toString())) {
      assertThat(drover.awaitExit()).isEqualTo(2);
      assertThat(drover.err().text())
          .contains("Main-Verticle", "its Main-Class is OwnMain", "--main OwnMain " + jar);
    }
  }

  private Path selfRunningJar() throws Exception {
    return Apps.jar(
        directory,
        "ProbeServer",
        Map.of(
            "Main-Class", "dev.drover.launcher.Main",
            "Main-Verticle", "ProbeServer",
            "Class-Path", DroverCommand.JAR.toUri().toString()));
  }

  private DroverProcess run(String... args) {
    return new DroverCommand(directory).run(args);
  }
}
