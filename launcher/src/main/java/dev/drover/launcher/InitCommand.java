package dev.drover.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * {@code drover init}: a commented configuration for what is there, or with a server to start from
 * where nothing is.
 */
final class InitCommand {
  private static final String SERVER = "Server.java";
  private static final String VERTICLE = "@VERTICLE@";
  private static final String SERVICE = "@SERVICE@";

  private final PrintStream out;

  InitCommand(PrintStream out) {
    this.out = out;
  }

  /**
   * @throws LaunchFailure when the file is there already or cannot be written
   */
  void run(String name) {
    Path file = Path.of(name);
    String lower = name.toLowerCase(Locale.ROOT);
    if (!lower.endsWith(".yaml") && !lower.endsWith(".yml")) {
      throw new LaunchFailure(
          ExitCode.USAGE, "init writes YAML, for its comments: drover init drover.yaml");
    }
    String target = target(file);
    boolean isNew = target == null;
    String text =
        resource("init.yaml")
            .replace(VERTICLE, isNew ? SERVER : target)
            .replace(SERVICE, isNew ? "web" : service(target));
    write(file, text);
    if (isNew) {
      write(file.resolveSibling(SERVER), resource("InitServer.java"));
    }
    out.println("wrote " + name + (isNew ? " and " + file.resolveSibling(SERVER) : ""));
    out.println("next: drover run " + name);
  }

  private static String service(String target) {
    return ConfigTarget.isJar(target) ? ServiceName.ofJar(target) : ServiceName.of(target);
  }

  /** What there is to run beside the file; null for nothing. */
  private static String target(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    for (String place : List.of("", "target", "build/libs")) {
      for (Path jar : files(directory.resolve(place), ".jar")) {
        if (isRunnable(jar)) {
          return directory.relativize(jar).toString();
        }
      }
    }
    return files(directory, ".java").stream()
        .filter(InitCommand::isVerticle)
        .map(source -> source.getFileName().toString())
        .findFirst()
        .orElse(null);
  }

  private static List<Path> files(Path directory, String suffix) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(each -> each.toString().endsWith(suffix) && Files.isRegularFile(each))
          .sorted()
          .toList();
    } catch (IOException thereIsNone) {
      return List.of();
    }
  }

  private static boolean isRunnable(Path jar) {
    try {
      return MainAttributes.ofJar(jar).mainVerticle() != null;
    } catch (IOException noJar) {
      return false;
    }
  }

  private static boolean isVerticle(Path source) {
    try {
      String text = Files.readString(source);
      return text.contains("extends VerticleBase") || text.contains("extends AbstractVerticle");
    } catch (IOException noText) {
      return false;
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new LaunchFailure(
          ExitCode.FAILED,
          file + " is there already and is not overwritten",
          "give another name: drover init other.yaml");
    } catch (IOException e) {
      throw new LaunchFailure(ExitCode.FAILED, file + " cannot be written: " + e);
    }
  }

  private static String resource(String name) {
    try (InputStream stream = InitCommand.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name, e);
    }
  }
}
