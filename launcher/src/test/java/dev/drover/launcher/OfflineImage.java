package dev.drover.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Images that {@code docker/Dockerfile} describes, built and kept in a directory, without an engine
 * or a registry. Closing it removes them.
 */
final class OfflineImage implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 300;

  private final Path directory;
  private final Path context;

  OfflineImage(Path directory) throws IOException {
    this.directory = directory;
    this.context = directory.resolve("context");
    Path jar = context.resolve("launcher/target/drover.jar");
    Files.createDirectories(jar.getParent());
    Files.copy(DroverCommand.JAR, jar, StandardCopyOption.COPY_ATTRIBUTES);
    offline("bases", System.getProperty("java.home"));
  }

  /** Says loudly what is missing, and skips the test. */
  static void assumePossible() {
    boolean root = "root".equals(System.getProperty("user.name"));
    for (String tool : List.of("buildah", "runc", "python3")) {
      boolean there =
          Stream.of(System.getenv("PATH").split(":"))
              .anyMatch(each -> Files.isExecutable(Path.of(each, tool)));
      Assumptions.assumeTrue(there, tool + " is not installed: the image is NOT TESTED");
    }
    Assumptions.assumeTrue(root, "this is not root: the image is NOT TESTED");
  }

  /** Builds an image with the jar of an application. */
  void build(String name, Path jar) throws IOException {
    Path app = context.resolve("docker/hello/target/hello.jar");
    Files.createDirectories(app.getParent());
    Files.copy(jar, app, StandardCopyOption.REPLACE_EXISTING);
    offline("build", context.toString(), name);
  }

  /** Its layers, the lowest first: digest and size as it is shipped, but for compression. */
  JsonArray layers(String name) throws IOException {
    Path layout = directory.resolve("oci-" + name);
    buildah("push", "--quiet", "--disable-compression", name, "oci:" + layout + ":" + name);
    JsonObject index = json(layout.resolve("index.json"));
    String digest = index.getJsonArray("manifests").getJsonObject(0).getString("digest");
    return json(layout.resolve("blobs/sha256").resolve(digest.substring("sha256:".length())))
        .getJsonArray("layers");
  }

  /** Makes what {@code runc} can start. */
  Path bundle(String name, String... arguments) {
    Path bundle = directory.resolve("bundle");
    List<String> args = new ArrayList<>(List.of("bundle", name, bundle.toString()));
    args.addAll(List.of(arguments));
    offline(args.toArray(String[]::new));
    return bundle;
  }

  static JsonObject json(Path file) throws IOException {
    return new JsonObject(Files.readString(file));
  }

  private void offline(String... args) {
    List<String> command = new ArrayList<>();
    command.add(DroverCommand.CHECKOUT.resolve("docker/offline.sh").toString());
    command.addAll(List.of(args));
    run(command);
  }

  private void buildah(String... args) {
    List<String> command = new ArrayList<>(List.of("buildah", "--root"));
    command.addAll(
        List.of(
            directory.resolve("images").toString(),
            "--runroot",
            directory.resolve("run").toString()));
    command.addAll(List.of(args));
    run(command);
  }

  private void run(List<String> command) {
    Path log = directory.resolve("build.log");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("STORE", directory.toString());
      builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_"));
      Process process = builder.redirectOutput(log.toFile()).start();
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      assertThat(ended && process.exitValue() == 0)
          .as("%s\n%s", command, Files.readString(log))
          .isTrue();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    buildah("rm", "--all");
    buildah("rmi", "--all", "--force");
  }
}
