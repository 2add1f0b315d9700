package dev.drover.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * What a manifest says about how its jar is started; each may be null.
 *
 * @param defaultFactory prefix of verticle names that have none
 */
record MainAttributes(String mainClass, String mainVerticle, String defaultFactory) {
  static final MainAttributes NONE = new MainAttributes(null, null, null);

  /**
   * @throws IOException when {@code jar} is no jar
   */
  static MainAttributes ofJar(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      return manifest == null ? NONE : of(manifest);
    }
  }

  /** Of the first manifest on the class path of {@code loader} that starts {@code main}. */
  static MainAttributes ofLauncher(ClassLoader loader, Class<?> main) {
    try {
      List<URL> manifests = Collections.list(loader.getResources(JarFile.MANIFEST_NAME));
      for (URL url : manifests) {
        try (InputStream stream = url.openStream()) {
          MainAttributes found = of(new Manifest(stream));
          if (main.getName().equals(found.mainClass())) {
            return found;
          }
        }
      }
    } catch (IOException e) {
      throw new LaunchFailure(ExitCode.FAILED, "cannot read the manifests on the class path: " + e);
    }
    return NONE;
  }

  private static MainAttributes of(Manifest manifest) {
    Attributes main = manifest.getMainAttributes();
    return new MainAttributes(
        main.getValue(Attributes.Name.MAIN_CLASS),
        main.getValue("Main-Verticle"),
        main.getValue("Default-Verticle-Factory"));
  }

  /** The name Vert.x deploys: with the default factory's prefix unless it has one. */
  String verticleName(String name) {
    return defaultFactory == null || name.indexOf(':') >= 0 ? name : defaultFactory + ":" + name;
  }
}
