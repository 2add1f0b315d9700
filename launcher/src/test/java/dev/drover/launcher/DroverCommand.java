package dev.drover.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Starts the {@code drover} of this checkout, with all its temporary files in one directory. */
final class DroverCommand {
  static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent();
  static final Path JAR = CHECKOUT.resolve("launcher/target/drover.jar");
  private static final Path APPS = CHECKOUT.resolve("launcher/src/test/resources/apps");
  private static final List<String> INHERITED = List.of("VERTX_", "DROVER_", "JAVA_", "JDK_");

  private final Path directory;
  private final Map<String, String> env = new HashMap<>();
  private final List<String> before = new ArrayList<>();
  private final List<String> jvmOptions = new ArrayList<>();
  private Path javaHome = Path.of(System.getProperty("java.home"));

  /**
   * @param directory of one test
   */
  DroverCommand(Path directory) {
    this.directory = directory;
  }

  /** Source file of an application in the test resources. */
  static String app(String name) {
    return APPS.resolve(name + ".java").toString();
  }

  /** A port that is free now, below those that the system gives to clients. */
  static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("0.0.0.0"))) {
        return socket.getLocalPort();
      } catch (IOException inUse) {
        continue;
      }
    }
  }

  /** Configuration that names the port. */
  static String conf(int port) {
    return "{\"port\":" + port + "}";
  }

  DroverCommand env(String name, String value) {
    env.put(name, value);
    return this;
  }

  /** Options of the launcher's own JVM; must not have blanks in them. */
  DroverCommand jvm(String... options) {
    jvmOptions.addAll(List.of(options));
    return this;
  }

  DroverCommand javaHome(Path home) {
    javaHome = home;
    return this;
  }

  /** A program that becomes the launcher, such as {@code setsid}. */
  DroverCommand through(String... program) {
    before.addAll(List.of(program));
    return this;
  }

  /** Makes SIGINT work even where this JVM, and so its children, were told to ignore it. */
  DroverCommand interruptible() {
    return through("env", "--default-signal=INT");
  }

  DroverProcess run(String... args) {
    List<String> command = new ArrayList<>(List.of("run"));
    command.addAll(List.of(args));
    return start(command.toArray(String[]::new));
  }

  /** Any command, by the script. */
  DroverProcess start(String... args) {
    List<String> command = new ArrayList<>(List.of(CHECKOUT.resolve("drover").toString()));
    command.addAll(List.of(args));
    env.put("DROVER_JAVA_OPTS", String.join(" ", jvm()));
    return start(command);
  }

  /** Runs another command than {@code run} to its end, beside what runs in the same directory. */
  DroverAnswer ask(String... args) {
    return DroverAnswer.of(start(args));
  }

  /** {@code java -jar}, without the script. */
  DroverProcess runJar(Path jar, String... args) {
    List<String> command = new ArrayList<>(List.of(javaHome.resolve("bin/java").toString()));
    command.addAll(jvm());
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(args));
    return start(command);
  }

  private List<String> jvm() {
    List<String> options = new ArrayList<>(jvmOptions);
    options.add("-Djava.io.tmpdir=" + make("tmp"));
    return options;
  }

  private DroverProcess start(List<String> command) {
    String mark = "DROVER_TEST_" + UUID.randomUUID().toString().replace("-", "");
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(before));
    builder.command().addAll(command);
    builder.directory(make("work").toFile());
    builder.environment().keySet().removeIf(name -> INHERITED.stream().anyMatch(name::startsWith));
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().put("XDG_RUNTIME_DIR", make("run").toString());
    builder.environment().put(mark, "1");
    builder.environment().putAll(env);
    try {
      return new DroverProcess(
          builder.start(), mark, Arrays.asList(make("tmp"), make("run"), make("work")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path make(String name) {
    try {
      return Files.createDirectories(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
