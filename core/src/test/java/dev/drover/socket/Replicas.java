package dev.drover.socket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The supervisor's ports and some {@link PortReplica} JVMs on them; closes it all. */
final class Replicas implements AutoCloseable {
  private final Path directory = temporary();
  final Path link = directory.resolve("ports.sock");
  final Recorder events = new Recorder();
  final SharedPorts ports;
  private final List<Replica> started = new ArrayList<>();

  Replicas(int slots) {
    ports = SharedPorts.open(link, slots, events);
  }

  Replica start(int slot, String... prefix) {
    List<String> args = List.of(link.toString(), String.valueOf(slot));
    Replica replica = new Replica(args, List.of(prefix));
    started.add(replica);
    return replica;
  }

  static Path temporary() {
    try {
      return Files.createTempDirectory("drover-test");
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    started.forEach(Replica::close);
    ports.close().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  /** What the ports reported. */
  static final class Recorder implements SharedPorts.Listener {
    final BlockingQueue<String> failures = new LinkedBlockingQueue<>();

    @Override
    public void bindFailed(int slot, String message) {
      failures.add(slot + ": " + message);
    }
  }

  /** One JVM. */
  static final class Replica implements AutoCloseable {
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Replica(List<String> args, List<String> prefix) {
      List<String> command = new ArrayList<>(prefix);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(PortReplica.class.getName());
      command.addAll(args);
      try {
        process =
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      } catch (IOException cause) {
        throw new UncheckedIOException(cause);
      }
      Thread reader = new Thread(this::read, "replica-output");
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line; (line = out.readLine()) != null; ) {
          lines.add(line);
        }
      } catch (IOException gone) {
        lines.add("gone");
      }
    }

    /** Says a line and waits for the answer to it. */
    String ask(String line) {
      say(line);
      return next();
    }

    void say(String line) {
      try {
        process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
      } catch (IOException cause) {
        throw new UncheckedIOException(cause);
      }
    }

    String next() {
      try {
        String line = lines.poll(30, TimeUnit.SECONDS);
        if (line == null) {
          throw new AssertionError("no answer within 30 s from pid " + pid());
        }
        return line;
      } catch (InterruptedException cause) {
        throw new AssertionError(cause);
      }
    }

    int listen(String host, int port) {
      String answer = ask("http " + host + " " + port);
      return Integer.parseInt(answer.substring("http ".length()));
    }

    String pid() {
      return String.valueOf(process.pid());
    }

    void kill() {
      process.destroyForcibly().onExit().join();
    }

    void signal(String name) throws Exception {
      new ProcessBuilder("kill", "-" + name, pid()).start().waitFor();
    }

    @Override
    public void close() {
      kill();
    }
  }
}
