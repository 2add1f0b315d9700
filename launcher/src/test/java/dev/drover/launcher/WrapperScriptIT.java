package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code drover} script, installed beside the jar in a directory of its own. */
class WrapperScriptIT {

  private static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent();

  @TempDir Path directory;

  private record Ended(int code, String output) {}

  @Test
  void anUnusableJavaHomeIsNamed() throws Exception {
    Ended ended = drover(Map.of("JAVA_HOME", "/no/such/java"));

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.output())
        .startsWith("drover: JAVA_HOME is /no/such/java, but there is no bin/java in it")
        .hasLineCount(1);
  }

  @Test
  void aJavaThatIsTooOldIsNamedWithItsVersionAndNotStarted() throws Exception {
    Path java = Files.createDirectories(directory.resolve("jdk8/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho started\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(directory.resolve("jdk8/release"), "JAVA_VERSION=\"1.8.0_402\"\n");

    Ended ended = drover(Map.of("JAVA_HOME", directory.resolve("jdk8").toString()));

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.output())
        .contains("Java 17 or newer is needed", directory + "/jdk8", "is Java 1.8.0_402")
        .hasLineCount(1);
  }

  @Test
  void runsThroughASymbolicLinkWithAJarInLib() throws Exception {
    Path bin = Files.createDirectories(directory.resolve("opt/bin"));
    Path lib = Files.createDirectories(directory.resolve("opt/lib"));
    Files.copy(CHECKOUT.resolve("drover"), bin.resolve("drover"));
    Files.copy(CHECKOUT.resolve("launcher/target/drover.jar"), lib.resolve("drover.jar"));
    Path link = Files.createSymbolicLink(directory.resolve("d"), Path.of("opt/bin/drover"));

    Ended ended = run(link, Map.of("JAVA_HOME", System.getProperty("java.home")), "--version");

    assertThat(ended.code()).isZero();
    assertThat(ended.output()).matches("drover [0-9]\\S+\n");
  }

  @Test
  void theArchiveIsMadeOnceAndMadeAgainForAnotherJar() throws Exception {
    Path script = directory.resolve("drover");
    Path jar = directory.resolve("drover.jar");
    Files.copy(CHECKOUT.resolve("drover"), script);
    Files.copy(CHECKOUT.resolve("launcher/target/drover.jar"), jar);
    Map<String, String> env = Map.of("JAVA_HOME", System.getProperty("java.home"));

    assertThat(run(script, env, "run", "--help").code()).isZero();
    Object first = archiveKey();
    assertThat(run(script, env, "run", "--help").code()).isZero();
    assertThat(archiveKey()).isEqualTo(first);

    Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000_000_000L));
    assertThat(run(script, env, "run", "--help").code()).isZero();
    assertThat(archiveKey()).isNotEqualTo(first);
  }

  /** Another file, another key. */
  private Object archiveKey() throws Exception {
    try (var files = Files.list(directory)) {
      List<Path> archives = files.filter(file -> file.toString().endsWith(".jsa")).toList();
      assertThat(archives).hasSize(1);
      return Files.getAttribute(archives.get(0), "unix:ino");
    }
  }

  private Ended drover(Map<String, String> environment) throws Exception {
    return run(CHECKOUT.resolve("drover"), environment, "--version");
  }

  private Ended run(Path script, Map<String, String> environment, String... args) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(script.toString());
    builder.command().addAll(List.of(args));
    builder.environment().putAll(environment);
    Path output = Files.createTempFile(directory, "output", ".txt");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(output));
  }
}
