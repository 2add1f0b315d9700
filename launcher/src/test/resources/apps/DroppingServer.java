import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;

/** Ends every twentieth connection instead of answering, and fails every thirtieth request. */
public class DroppingServer extends VerticleBase {
  private int requests;

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer()
        .requestHandler(this::answer)
        .listen(config().getInteger("port"), "127.0.0.1");
  }

  private void answer(HttpServerRequest request) {
    requests++;
    if (requests % 20 == 0) {
      request.connection().close();
    } else {
      request.response().setStatusCode(requests % 30 == 5 ? 503 : 200).end("answer");
    }
  }
}
