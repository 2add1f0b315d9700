import dev.drover.process.ChildProcess;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Leaves orphans behind, counts zombies, and wants to know how its own children have ended. */
public class InitApp extends VerticleBase {
  private static final String ORPHAN = "(sleep 0.1 & sleep 0.2 &) ; exit 7";

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer()
        .requestHandler(this::handle)
        .listen(config().getInteger("port"), "127.0.0.1");
  }

  private void handle(HttpServerRequest request) {
    answer(request.path())
        .onSuccess(request.response()::end)
        .onFailure(failure -> request.response().setStatusCode(500).end(failure.toString()));
  }

  private Future<String> answer(String path) {
    return switch (path) {
      case "/zombies" -> vertx.executeBlocking(InitApp::zombies);
      case "/jdk" -> vertx.executeBlocking(InitApp::jdk);
      case "/native" -> spawned();
      default -> Future.failedFuture("no " + path);
    };
  }

  private static String jdk() throws IOException, InterruptedException {
    return "code " + new ProcessBuilder("sh", "-c", ORPHAN).start().waitFor();
  }

  /** It ends while its event loop is busy, and stays a zombie until that has time for it. */
  private Future<String> spawned() {
    return ChildProcess.spawn(vertx, "sh", "-c", ORPHAN)
        .compose(
            child -> {
              Future<String> code = child.exit().map(exit -> "code " + exit.code());
              busy();
              return code;
            });
  }

  private static void busy() {
    try {
      TimeUnit.SECONDS.sleep(4);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String zombies() throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      long zombies =
          processes
              .filter(process -> process.getFileName().toString().matches("\\d+"))
              .filter(InitApp::isZombie)
              .count();
      return zombies + " zombies seen by " + ProcessHandle.current().pid();
    }
  }

  private static boolean isZombie(Path process) {
    try {
      return Files.readString(process.resolve("stat")).matches("(?s).*\\) Z .*");
    } catch (IOException gone) {
      return false;
    }
  }
}
