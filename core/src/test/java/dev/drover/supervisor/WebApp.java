package dev.drover.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drover.config.ApplicationSpec;
import dev.drover.config.ServiceConfig;
import dev.drover.config.VertxSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** An application that a test builds, and builds again in the same place. */
final class WebApp {
  private static final String MAIN =
      """
      package app;

      import dev.drover.replica.ThisReplica;
      import io.vertx.core.Vertx;
      import io.vertx.core.http.HttpServerOptions;
      import io.vertx.core.http.HttpServerRequest;
      import io.vertx.core.net.PfxOptions;

      public class Web {
        static final Vertx VERTX = Vertx.vertx();
        static final String SLOT = "" + ThisReplica.current().orElseThrow().slot();

        public static void main(String[] args) throws Exception {
          int slot = ThisReplica.current().orElseThrow().slot();
          System.out.println("version VERSION in slot " + slot);
          AT_START;
          VERTX
              .createHttpServer(new HttpServerOptions())
              .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
              .requestHandler(Web::answer)
              .listen(0, "127.0.0.1")
              .compose(server -> secure(args))
              .onSuccess(server -> System.out.println("listens"));
        }

        private static io.vertx.core.Future<?> secure(String[] args) {
          if (args.length == 0) {
            return io.vertx.core.Future.succeededFuture();
          }
          return VERTX
              .createHttpServer(
                  new HttpServerOptions()
                      .setSsl(true)
                      .setUseAlpn(true)
                      .setKeyCertOptions(new PfxOptions().setPath(args[0]).setPassword("secret")))
              .requestHandler(Web::answer)
              .listen(0, "127.0.0.2");
        }

        private static void answer(HttpServerRequest request) {
          switch (request.path()) {
            case "/slow" -> VERTX.setTimer(2_000, timer -> request.response().end("VERSION"));
            case "/lazy" -> request.response().end(Lazy.version());
            case "/slot" -> request.response().end(SLOT);
            case "/ready" -> request.response().setStatusCode(READY).end();
            default -> request.response().end("VERSION");
          }
        }
      }
      """;
  private static final String LAZY =
      """
      package app;

      class Lazy {
        static String version() {
          return "VERSION";
        }
      }
      """;

  private final Path directory;
  private String atStart = "";
  private int ready = 200;

  WebApp(Path directory) {
    this.directory = directory;
  }

  /** The next build does this before it listens. */
  WebApp atStart(String statements) {
    atStart = statements;
    return this;
  }

  /** The next build answers its ready check so. */
  WebApp ready(int status) {
    ready = status;
    return this;
  }

  /** Writes class files over those that are there. */
  WebApp build(String version) throws IOException {
    Path sources = Files.createDirectories(directory.resolve("src/app"));
    Path main = write(sources.resolve("Web.java"), MAIN, version);
    Path lazy = write(sources.resolve("Lazy.java"), LAZY, version);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int result =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            Files.createDirectories(classes()).toString(),
            main.toString(),
            lazy.toString());
    if (result != 0) {
      throw new AssertionError("the test's application does not compile");
    }
    return this;
  }

  private Path write(Path file, String source, String version) throws IOException {
    String text =
        source
            .replace("VERSION", version)
            .replace("READY", String.valueOf(ready))
            .replace("AT_START;", atStart);
    return Files.writeString(file, text);
  }

  /** Packs the class files; writes over the jar that is there, in place, as some tools do. */
  Path pack() throws IOException {
    Path jar = directory.resolve("app.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file);
        Stream<Path> all = Files.walk(classes())) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(classes().relativize(each).toString()));
        zip.write(Files.readAllBytes(each));
      }
    }
    return jar;
  }

  Path classes() {
    return directory.resolve("classes");
  }

  /**
   * @param entry the directory of classes, or a jar
   */
  static ServiceConfig service(Path entry, int replicas, String... args) {
    ApplicationSpec spec =
        new ApplicationSpec(
            ApplicationSpec.Entry.MAIN, "app.Web", List.of(args), VertxSettings.NONE, 1);
    ServiceConfig plain = ServiceConfig.of("web", spec, replicas);
    List<Path> classPath = new ArrayList<>(List.of(entry));
    classPath.addAll(plain.classPath());
    return plain
        .withClassPath(classPath)
        .withJvmArgs(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
        .withStop(Running.PATIENT);
  }

  /** Keys for its secure server on 127.0.0.2; the password is {@code secret}. */
  static Path keyStore(Path directory) throws Exception {
    Path store = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storepass",
                "secret",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new AssertionError(said);
    }
    return store;
  }
}
