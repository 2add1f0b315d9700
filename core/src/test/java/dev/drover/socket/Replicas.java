package dev.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.ClassDataArchive;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The supervisor's ports and some {@link PortReplica} JVMs on them; closes it all. */
final class Replicas implements AutoCloseable {
  private final Path directory = temporary();
  final Path link = directory.resolve("ports.sock");
  final Recorder events = new Recorder();
  final SharedPorts ports;
  private final List<Replica> started = new ArrayList<>();
  private final List<LinkedReplica> linked = new ArrayList<>();

  Replicas(int slots) {
    ports = SharedPorts.open(link, slots, events);
  }

  Replica start(int slot, String... prefix) {
    List<String> args = List.of(link.toString(), String.valueOf(slot));
    Replica replica = new Replica(args, List.of(prefix));
    started.add(replica);
    return replica;
  }

  /** A replica in this JVM; quicker to start, but it cannot die. */
  LinkedReplica link(int slot) {
    LinkedReplica replica = new LinkedReplica(link, slot);
    linked.add(replica);
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
    linked.forEach(LinkedReplica::close);
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
    final BlockingQueue<InetSocketAddress> released = new LinkedBlockingQueue<>();

    @Override
    public void released(InetSocketAddress address) {
      released.add(address);
    }

    @Override
    public void bindFailed(int slot, String message) {
      failures.add(slot + ": " + message);
    }
  }

  /** One JVM. */
  static final class Replica implements AutoCloseable {
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();

    Replica(List<String> args, List<String> prefix) {
      this(PortReplica.class, args, prefix);
    }

    Replica(Class<?> main, List<String> args, List<String> prefix) {
      List<String> command = new ArrayList<>(prefix);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
      command.addAll(ClassDataArchive.flags());
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(main.getName());
      command.addAll(args);
      try {
        process = new ProcessBuilder(command).start();
      } catch (IOException cause) {
        throw new UncheckedIOException(cause);
      }
      read(process.inputReader(StandardCharsets.UTF_8), lines::add);
      read(
          process.errorReader(StandardCharsets.UTF_8),
          line -> {
            warnings.add(line);
            System.err.println(line);
          });
    }

    private static void read(BufferedReader from, Consumer<String> taker) {
      Thread reader =
          new Thread(
              () -> {
                try (from) {
                  from.lines().forEach(taker);
                } catch (IOException | UncheckedIOException gone) {
                  taker.accept("gone");
                }
              },
              "replica-output");
      reader.setDaemon(true);
      reader.start();
    }

    /** Gives it time to do what it should not do. */
    void staysFor(long millis) throws InterruptedException {
      assertThat(process.waitFor(millis, TimeUnit.MILLISECONDS)).isFalse();
    }

    /** Lines on stderr so far. */
    int warnings() {
      return warnings.size();
    }

    boolean hasWarned(String of) {
      return warnings.stream().anyMatch(line -> line.contains(of));
    }

    long descriptors() {
      try (var open = Files.list(Path.of("/proc", pid(), "fd"))) {
        return open.count();
      } catch (IOException cause) {
        throw new UncheckedIOException(cause);
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

    /** One of its threads takes the signal when it gets the CPU; until then the others run on. */
    void stop() throws Exception {
      signal("STOP");
      TcpTable.await(pid() + " has stopped", this::hasStopped);
    }

    private boolean hasStopped() {
      try (var threads = Files.list(Path.of("/proc", pid(), "task"))) {
        for (Path thread : threads.toList()) {
          String stat = Files.readString(thread.resolve("stat"));
          if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
            return false;
          }
        }
        return true;
      } catch (IOException oneHasEnded) {
        return false;
      }
    }

    @Override
    public void close() {
      kill();
    }
  }
}
