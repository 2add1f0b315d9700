package dev.drover.launcher;

import dev.drover.cluster.DroverClusterManager;
import dev.drover.cluster.JoinGrant;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Makes a start of each kind and exits: the JVM that runs this writes the class-data archive that
 * the {@code drover} script starts with. Listens on loopback only and leaves nothing behind. A part
 * that fails only makes the archive smaller: the exit code is 0, unless all of it takes too long.
 */
final class Training {

  private static final long LIMIT_SECONDS = Long.getLong("drover.training.seconds", 30);
  private static final String SAMPLE = "TrainingServer.java";

  private Training() {}

  /** One part of it. */
  private interface Part {
    void run() throws Exception;
  }

  public static void main(String[] args) {
    limitTime();
    attempt(Training::loadOwnClasses);
    attempt(() -> launch("--help"));
    attempt(() -> launch("run", "--help"));
    attempt(() -> launch("list"));
    attempt(() -> launch("status"));
    attempt(Training::runSample);
    attempt(Training::joinCluster);
    // What was run is still up: as at a user's Ctrl-C, it is closed on the way out.
    System.exit(0);
  }

  /** A first start must not hang for the sake of faster ones. */
  private static void limitTime() {
    Thread watch =
        new Thread(
            () -> {
              try {
                TimeUnit.SECONDS.sleep(LIMIT_SECONDS);
              } catch (InterruptedException nobodyDoes) {
                return;
              }
              Runtime.getRuntime().halt(1);
            },
            "drover-training-limit");
    watch.setDaemon(true);
    watch.start();
  }

  private static void attempt(Part part) {
    try {
      part.run();
    } catch (Exception | LinkageError failed) {
      System.err.println("training: " + failed);
    }
  }

  /** All of Drover's own: they are few, and which of them a start needs depends on its flags. */
  private static void loadOwnClasses() throws Exception {
    URI jarFile = Training.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    try (JarFile jar = new JarFile(Path.of(jarFile).toFile())) {
      for (String entry : jar.stream().map(JarEntry::getName).filter(Training::isOwn).toList()) {
        String name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
        Class.forName(name, false, Training.class.getClassLoader());
      }
    }
  }

  private static boolean isOwn(String entry) {
    return entry.startsWith("dev/drover/") && entry.endsWith(".class");
  }

  private static void launch(String... args) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    new Launcher(nowhere, nowhere, code -> {}).launch(args);
  }

  /** The sample asks itself for a page before its start completes. */
  private static void runSample() throws IOException {
    Path directory = Files.createTempDirectory("drover-training");
    Path file = directory.resolve(SAMPLE);
    try (InputStream source = Training.class.getResourceAsStream(SAMPLE)) {
      Files.copy(source, file);
      launch("run", "-drain", "100ms", "--conf", "{\"host\":\"127.0.0.1\"}", file.toString());
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(directory);
    }
  }

  /** Founds a cluster that nobody else knows of, and leaves it. */
  private static void joinCluster() throws Exception {
    String name = "drover-training-" + ProcessHandle.current().pid();
    JoinGrant grant = new JoinGrant(name, freePort(), null);
    Vertx vertx =
        await(Vertx.builder().withClusterManager(DroverClusterManager.of(grant)).buildClustered());
    try {
      vertx.eventBus().consumer("training", message -> message.reply(message.body()));
      await(vertx.eventBus().request("training", "one"));
    } finally {
      await(vertx.close());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
