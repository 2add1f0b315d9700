import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Says hello on port 8080, or on the port that {@code port} in the configuration names. */
public class HelloServer extends VerticleBase {

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer()
        .requestHandler(
            request ->
                request
                    .response()
                    .putHeader("content-type", "text/plain")
                    .end("Hello from Vert.x\n"))
        .listen(config().getInteger("port", 8080));
  }
}
