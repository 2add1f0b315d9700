package dev.drover.launcher;

import dev.drover.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A Java that replicas may be started with.
 *
 * @param program its {@code java}
 * @param feature its version, such as 21; 0 when it does not tell
 */
record JavaRuntime(Path program, int feature) {

  /** The one that runs this. */
  static JavaRuntime current() {
    Path home = Path.of(System.getProperty("java.home"));
    return new JavaRuntime(home.resolve("bin").resolve("java"), Runtime.version().feature());
  }

  /**
   * @param where it was said, for messages
   * @param text a {@code java} program or a Java home; null for {@link #current}
   */
  static JavaRuntime of(String where, String text) {
    if (text == null) {
      return current();
    }
    Path given = Path.of(text).toAbsolutePath().normalize();
    Path program = Files.isDirectory(given) ? given.resolve("bin").resolve("java") : given;
    if (!Files.isExecutable(program) || Files.isDirectory(program)) {
      throw new ConfigException(
          where + " must be a java program or a Java home, but " + program + " is no program");
    }
    return new JavaRuntime(program, feature(program));
  }

  private static int feature(Path program) {
    Properties release = new Properties();
    try {
      // The program is often a link into the home that has the file.
      Path file = program.toRealPath().resolveSibling("../release").normalize();
      try (InputStream stream = Files.newInputStream(file)) {
        release.load(stream);
      }
      String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
      return version.isEmpty() ? 0 : Runtime.Version.parse(version).feature();
    } catch (IOException | IllegalArgumentException untold) {
      return 0;
    }
  }
}
