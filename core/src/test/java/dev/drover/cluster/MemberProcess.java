package dev.drover.cluster;

import dev.drover.testing.ClassDataArchive;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A JVM that runs {@link MemberMain}, as a test sees it. */
final class MemberProcess implements AutoCloseable {
  /** A library of the tests' brings SLF4J without a way to write. */
  private static final List<String> LOGGING =
      List.of(
          "-Dvertx.logger-delegate-factory-class-name=io.vertx.core.logging.JULLogDelegateFactory");

  private final Process process;

  private MemberProcess(Process process) {
    this.process = process;
  }

  /**
   * @param stderr where its complaints go
   * @param lines told what it writes, on a thread of its own; null when it has ended
   */
  static MemberProcess start(Path stderr, Consumer<String> lines) {
    return start(command(List.of(), MemberMain.class), stderr, lines);
  }

  /**
   * The same for another main class, which says on stderr what Vert.x logs.
   *
   * @param prefix of the command, such as one that chooses where it runs
   */
  static MemberProcess start(
      List<String> prefix, Class<?> main, List<String> args, Path stderr, Consumer<String> lines) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(command(LOGGING, main));
    command.addAll(args);
    return start(command, stderr, lines);
  }

  private static MemberProcess start(List<String> command, Path stderr, Consumer<String> lines) {
    ProcessBuilder builder = new ProcessBuilder(command);
    // The JVM announces these on stderr.
    builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_OPTIONS"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.redirectError(ProcessBuilder.Redirect.appendTo(stderr.toFile()));
    try {
      MemberProcess member = new MemberProcess(builder.start());
      Thread reader = new Thread(() -> member.read(lines), "member-" + member.process.pid());
      reader.setDaemon(true);
      reader.start();
      return member;
    } catch (IOException cannotStart) {
      throw new UncheckedIOException(cannotStart);
    }
  }

  private static List<String> command(List<String> options, Class<?> main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(ClassDataArchive.flags());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(options);
    // Split clusters are to meet soon.
    command.add("-Dhazelcast.merge.first.run.delay.seconds=2");
    command.add("-Dhazelcast.merge.next.run.delay.seconds=2");
    command.add(main.getName());
    return command;
  }

  private void read(Consumer<String> lines) {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.accept(line);
      }
    } catch (IOException killed) {
      // Its end says enough.
    }
    lines.accept(null);
  }

  /** A line to its stdin; ignored when it has just died. */
  void tell(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException dead) {
      // The reader reports its end.
    }
  }

  /** Lets it leave in peace. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    kill();
    process.onExit().join();
  }
}
