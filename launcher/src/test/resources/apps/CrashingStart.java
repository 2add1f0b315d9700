import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Files;
import java.nio.file.Path;

/** Serves its pid; crashes while it starts once the file that "crash" names is there. */
public class CrashingStart extends VerticleBase {

  @Override
  public Future<?> start() throws Exception {
    String pid = "" + ProcessHandle.current().pid();
    if (Files.exists(Path.of(config().getString("crash")))) {
      System.err.println("last words of " + pid);
      Runtime.getRuntime().halt(7);
    }
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end(pid))
        .listen(config().getInteger("port"), "127.0.0.1");
  }
}
