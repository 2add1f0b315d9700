package dev.drover.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drover.config.ConfigException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The {@code java} replicas are started with.
 *
 * @param home of that Java
 * @param feature its version, such as 17
 */
record JavaProgram(Path path, Path home, int feature) {
  static final int OLDEST = 17;

  private static final Pattern VERSION = Pattern.compile("(?:1\\.)?(\\d+)");

  /**
   * Finds the program and its version. Blocks, for as long as that Java takes to tell its version
   * if nothing beside it does.
   *
   * @param java a path, or a bare name to look for in PATH
   * @throws ConfigException when there is none, or it is too old
   */
  static JavaProgram find(Path java) {
    Path program = java.getParent() == null ? onPath(java) : java;
    if (program == null || !Files.isRegularFile(program) || !Files.isExecutable(program)) {
      throw new ConfigException("java program " + java + " does not exist or is not executable");
    }
    try {
      Path home = program.toRealPath().getParent().getParent();
      int feature = feature(program, home);
      if (feature < OLDEST) {
        throw new ConfigException(
            "replicas need Java %d or newer, %s is Java %d".formatted(OLDEST, java, feature));
      }
      return new JavaProgram(program.toAbsolutePath(), home, feature);
    } catch (IOException e) {
      throw new ConfigException("cannot tell the version of " + java + ": " + e.getMessage());
    }
  }

  /** The program of that name in PATH; null when there is none. */
  static Path onPath(Path name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory).resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  private static int feature(Path program, Path home) throws IOException {
    Path release = home.resolve("release");
    if (Files.isReadable(release)) {
      try (Stream<String> lines = Files.lines(release)) {
        String version =
            lines.filter(line -> line.startsWith("JAVA_VERSION=")).findFirst().orElse("");
        if (!version.isEmpty()) {
          return parse(version);
        }
      }
    }
    Process asked =
        new ProcessBuilder(program.toString(), "-version").redirectErrorStream(true).start();
    asked.getOutputStream().close();
    return parse(new String(asked.getInputStream().readAllBytes(), UTF_8));
  }

  /** The first number in quotes, as in {@code version "17.0.15"}. */
  static int parse(String text) throws IOException {
    Matcher version = VERSION.matcher(text);
    int quote = text.indexOf('"');
    if (quote < 0 || !version.find(quote)) {
      throw new IOException("it says '" + text.strip() + "'");
    }
    return Integer.parseInt(version.group(1));
  }
}
