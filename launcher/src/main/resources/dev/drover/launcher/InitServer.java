import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** A server to start from: curl http://localhost:8080/ */
public class Server extends VerticleBase {
  @Override
  public Future<?> start() {
    int port = config().getInteger("port", 8080);
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end("Hello from Vert.x\n"))
        .listen(port);
  }
}
