package dev.drover.supervisor;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Tells jars of a local repository whose content is fixed by the repository's own rules. */
final class ReleasedArtifact {
  private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{39,40}");

  private ReleasedArtifact() {}

  static boolean is(Path jar) {
    Path version = jar.getParent();
    if (!jar.getFileName().toString().endsWith(".jar") || version == null) {
      return false;
    }
    return isOfMaven(jar, version) || isOfGradle(version);
  }

  /** {@code artifact/version/artifact-version.jar}, with a version that is never built again. */
  private static boolean isOfMaven(Path jar, Path version) {
    Path artifact = version.getParent();
    if (artifact == null || artifact.getFileName() == null) {
      return false;
    }
    String start = artifact.getFileName() + "-" + version.getFileName();
    return jar.getFileName().toString().startsWith(start)
        && !version.getFileName().toString().endsWith("-SNAPSHOT");
  }

  /** {@code artifact/version/hash/artifact-version.jar}: the place is the content's own hash. */
  private static boolean isOfGradle(Path hash) {
    return hash.getFileName() != null && SHA1.matcher(hash.getFileName().toString()).matches();
  }
}
