package dev.drover.launcher;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Loads the classes that a start of Drover needs, then exits: the JVM that runs this writes the
 * class-data archive the {@code drover} script starts with. It listens on loopback only and leaves
 * nothing behind. Whatever of it fails only makes the archive smaller: the exit code is 0.
 */
final class Training {

  private static final long STEP_SECONDS = 10;

  private Training() {}

  /** One part of a start. */
  private interface Step {
    void run() throws Exception;
  }

  public static void main(String[] args) {
    attempt(Training::loadOwnClasses);
    attempt(() -> serve(Vertx.vertx()));
    attempt(Training::compile);
  }

  private static void attempt(Step step) {
    try {
      step.run();
    } catch (Exception | LinkageError failed) {
      System.err.println("training step failed: " + failed);
    }
  }

  /** All of Drover's own classes: they are few, and which a start needs depends on its flags. */
  private static void loadOwnClasses() throws Exception {
    URI location = Training.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    try (JarFile jar = new JarFile(Path.of(location).toFile())) {
      for (String name :
          jar.stream().map(JarEntry::getName).filter(Training::isOwnClass).toList()) {
        String className = name.substring(0, name.length() - ".class".length()).replace('/', '.');
        Class.forName(className, false, Training.class.getClassLoader());
      }
    }
  }

  private static boolean isOwnClass(String entry) {
    return entry.startsWith("dev/drover/") && entry.endsWith(".class");
  }

  private static void serve(Vertx vertx) throws Exception {
    try {
      Server server = new Server();
      await(vertx.deployVerticle(server));
      // Held: an unreachable client is closed by its cleaner, with what it has in flight.
      HttpClient client = vertx.createHttpClient();
      await(request(client, server.port));
      await(client.close());
    } finally {
      await(vertx.close());
    }
  }

  private static Future<?> request(HttpClient client, int port) {
    return client
        .request(HttpMethod.GET, port, "127.0.0.1", "/json")
        .compose(request -> request.send().compose(HttpClientResponse::body));
  }

  private static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(STEP_SECONDS, TimeUnit.SECONDS);
  }

  /** What {@code drover run Server.java} asks of the compiler; nothing is written. */
  private static void compile() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      return; // a runtime without a compiler
    }
    List<String> options =
        List.of("-proc:none", "-classpath", System.getProperty("java.class.path"));
    try (var files = compiler.getStandardFileManager(null, null, null);
        var inMemory = new Discarding(files)) {
      compiler
          .getTask(Writer.nullWriter(), inMemory, null, options, null, List.of(new Source()))
          .call();
    }
  }

  /** A verticle of the usual shape. */
  private static final class Server extends VerticleBase {
    private volatile int port;

    @Override
    public Future<?> start() {
      Router router = Router.router(vertx);
      router.get("/json").handler(context -> context.json(new JsonObject().put("ok", true)));
      return vertx
          .createHttpServer()
          .requestHandler(router)
          .listen(0, "127.0.0.1")
          .onSuccess(server -> port = server.actualPort());
    }
  }

  /** Compiled classes go nowhere. */
  private static final class Discarding extends ForwardingJavaFileManager<JavaFileManager> {
    Discarding(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("mem:///" + name), kind) {
        @Override
        public OutputStream openOutputStream() {
          return OutputStream.nullOutputStream();
        }
      };
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private static final String TEXT =
        """
        import io.vertx.core.Future;
        import io.vertx.core.VerticleBase;

        public class Sample extends VerticleBase {
          @Override
          public Future<?> start() {
            return vertx.createHttpServer()
                .requestHandler(request -> request.response().end("sample"))
                .listen(config().getInteger("port", 8080));
          }
        }
        """;

    Source() {
      super(URI.create("string:///Sample.java"), Kind.SOURCE);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return TEXT;
    }
  }
}
