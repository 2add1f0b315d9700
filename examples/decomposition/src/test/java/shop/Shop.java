package shop;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** {@code drover run drover.yaml} of this example, on a free port. Closing it stops it. */
final class Shop implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(180);

  private static final Path HERE = Path.of("").toAbsolutePath();
  private static final Path JAR = HERE.resolve("../../launcher/target/drover.jar").normalize();

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> lines = new ArrayList<>();
  private final Path directory;
  private final int port = freePort();
  private final Process process;

  /**
   * @param directory of the test
   */
  Shop(Path directory) throws IOException {
    this.directory = directory;
    process = command("run", HERE.resolve("drover.yaml").toString()).start();
    Thread reader = new Thread(this::read, "shop-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Below those that the system gives to clients. */
  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (IOException inUse) {
        continue;
      }
    }
  }

  private ProcessBuilder command(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")));
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.matches("(VERTX|DROVER|JAVA|JDK)_.*"));
    builder.environment().put("SHOP_PORT", "" + port);
    Path run = Files.createDirectories(directory.resolve("run"));
    builder.environment().put("XDG_RUNTIME_DIR", run.toString());
    return builder;
  }

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
      }
    } catch (IOException gone) {
      // Its end says enough.
    }
  }

  /** The next line after the first {@code from} that has this in it, as its number. */
  int awaitLine(int from, String regex) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    synchronized (lines) {
      for (int i = from; ; i++) {
        while (i >= lines.size()) {
          long left = (end - System.nanoTime()) / 1_000_000;
          if (left <= 0) {
            throw new AssertionError("no " + regex + " in\n" + String.join("\n", lines));
          }
          lines.wait(left);
        }
        if (lines.get(i).matches(".*" + regex + ".*")) {
          return i;
        }
      }
    }
  }

  String line(int number) {
    synchronized (lines) {
      return lines.get(number);
    }
  }

  /** Another command, to its end. */
  void ask(String... args) throws Exception {
    Process asked = command(args).start();
    String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (asked.waitFor() != 0) {
      throw new AssertionError(List.of(args) + ": " + said);
    }
  }

  HttpResponse<String> get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(PATIENCE)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    boolean ended = process.onExit().completeOnTimeout(null, 60, TimeUnit.SECONDS).join() != null;
    all.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    if (!ended || process.exitValue() != 0) {
      throw new AssertionError("it did not stop as asked:\n" + String.join("\n", lines));
    }
  }
}
