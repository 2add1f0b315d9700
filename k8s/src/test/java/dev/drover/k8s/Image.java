package dev.drover.k8s;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;

/**
 * What a container of the image starts with, as the Dockerfile here says; its files, without an
 * engine to build it, are this machine's Java and the jar that was just built.
 *
 * @param mounts sources by where they are in the image
 */
record Image(List<String> entrypoint, String user, String directory, Map<String, Path> mounts) {
  private static final Path CHECKOUT = Kustomize.HOME.getParent();
  private static final Path JAR = CHECKOUT.resolve("launcher/target/drover.jar");

  /** With a server that says which pod it is. */
  static Image build(Path scratch) throws IOException {
    return build(scratch, "PodServer");
  }

  /**
   * @param verticle the class of a source file among the tests' resources
   */
  static Image build(Path scratch, String verticle) throws IOException {
    Path app = Files.createDirectories(scratch.resolve("app"));
    appJar(verticle, Files.createDirectories(scratch.resolve("classes")), app.resolve("app.jar"));
    Path drover = Files.createDirectories(scratch.resolve("drover"));
    Files.copy(JAR, drover.resolve("drover.jar"));
    String dockerfile = Files.readString(Kustomize.HOME.resolve("Dockerfile"));
    return new Image(
        new JsonArray(last(dockerfile, "ENTRYPOINT")).stream().map(String::valueOf).toList(),
        last(dockerfile, "USER"),
        last(dockerfile, "WORKDIR"),
        Map.of(
            "/app",
            app,
            "/opt/java",
            Path.of(System.getProperty("java.home")).toRealPath(),
            "/opt/drover",
            drover));
  }

  /** What the last line with that instruction says. */
  private static String last(String dockerfile, String instruction) {
    return dockerfile
        .lines()
        .filter(line -> line.startsWith(instruction + " "))
        .map(line -> line.substring(instruction.length()).strip())
        .reduce((one, next) -> next)
        .orElseThrow(() -> new AssertionError("Dockerfile has no " + instruction));
  }

  Image with(String target, Path source) {
    Map<String, Path> more = new HashMap<>(mounts);
    more.put(target, source);
    return new Image(entrypoint, user, directory, more);
  }

  private static void appJar(String verticle, Path classes, Path jar) throws IOException {
    Path source = Kustomize.HOME.resolve("src/test/resources/" + verticle + ".java");
    String[] words = {
      "-d", classes.toString(), "-proc:none", "-cp", JAR.toString(), source.toString()
    };
    if (ToolProvider.getSystemJavaCompiler().run(null, null, null, words) != 0) {
      throw new AssertionError("cannot compile " + source);
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Main-Verticle", verticle);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.putNextEntry(new JarEntry(verticle + ".class"));
      out.write(Files.readAllBytes(classes.resolve(verticle + ".class")));
    }
  }
}
