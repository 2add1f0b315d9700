package dev.drover.k8s;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The manifests of this module, as {@code kubectl apply -k} would send them. */
final class Kustomize {
  static final Path HOME = Path.of("").toAbsolutePath();

  /** By the directory; the files stay as they are during the tests. */
  private static final Map<String, String> RENDERED = new ConcurrentHashMap<>();

  private static final boolean PRESENT = isPresent();

  private Kustomize() {}

  /**
   * Rendered by {@code kubectl kustomize}, which asks no cluster.
   *
   * @param directory of a {@code kustomization.yaml}
   */
  static Manifests render(Path directory) {
    return Manifests.parse(text(directory));
  }

  static String text(Path directory) {
    assumeTrue(PRESENT, "no kubectl with kustomize 5 (1.27 or newer)");
    return RENDERED.computeIfAbsent(
        directory.toString(), path -> kubectl(List.of("kustomize", path)));
  }

  private static boolean isPresent() {
    String version = kubectl(List.of("version", "--client"));
    boolean present = Pattern.compile("Kustomize Version: v[5-9]").matcher(version).find();
    if (!present) {
      System.err.println("NOT TESTED: the manifests, for want of kubectl 1.27 or newer");
    }
    return present;
  }

  static Path overlay(String name) {
    return HOME.resolve("overlays").resolve(name);
  }

  static List<String> overlays() {
    try (Stream<Path> directories = Files.list(HOME.resolve("overlays"))) {
      return directories.map(each -> each.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An overlay with a component that it does not have by itself. */
  static Manifests renderWith(String overlay, String component, Path scratch) {
    return Manifests.parse(textWith(overlay, component, scratch));
  }

  static String textWith(String overlay, String component, Path scratch) {
    try {
      Files.writeString(
          scratch.resolve("kustomization.yaml"),
          """
          apiVersion: kustomize.config.k8s.io/v1beta1
          kind: Kustomization
          namespace: web-%s
          resources: [%s]
          components: [%s]
          """
              .formatted(
                  overlay,
                  scratch.toRealPath().relativize(overlay(overlay)),
                  scratch.toRealPath().relativize(HOME.resolve("components").resolve(component))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text(scratch);
  }

  private static String kubectl(List<String> arguments) {
    List<String> command = Stream.concat(Stream.of("kubectl"), arguments.stream()).toList();
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + output);
      }
      return output;
    } catch (IOException absent) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
