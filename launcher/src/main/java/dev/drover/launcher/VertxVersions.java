package dev.drover.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Compares the Vert.x that the user's class path brings with the one that the launcher runs on. The
 * launcher's always comes first, so that an application built for another may miss methods.
 */
final class VertxVersions {
  private static final String CORE = "META-INF/vertx/vertx-version.txt";

  private VertxVersions() {}

  /** A note when they differ and both are known. */
  static Optional<String> difference(ClassLoader application, ClassLoader launcher) {
    if (!(application instanceof URLClassLoader users)) {
      return Optional.empty();
    }
    String theirs = version(users.findResource(CORE));
    String ours = version(launcher.getResource(CORE));
    return theirs == null || ours == null || theirs.equals(ours)
        ? Optional.empty()
        : Optional.of(
            "drover: the application brings Vert.x %s; it is run with Drover's own, %s"
                .formatted(theirs, ours));
  }

  private static String version(URL file) {
    if (file == null) {
      return null;
    }
    try (InputStream stream = file.openStream()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException unreadable) {
      return null;
    }
  }
}
