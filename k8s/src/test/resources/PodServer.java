import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;

/** Says which pod it is: its own, or that of whoever the event bus picks. */
public class PodServer extends VerticleBase {
  private static final String POD = System.getenv("HOSTNAME");

  @Override
  public Future<?> start() {
    vertx.eventBus().consumer("whoami", message -> message.reply(POD));
    return vertx.createHttpServer().requestHandler(this::answer).listen(8080);
  }

  private void answer(HttpServerRequest request) {
    if (request.path().equals("/bus")) {
      vertx
          .eventBus()
          .<String>request("whoami", "")
          .onSuccess(reply -> request.response().end(reply.body()))
          .onFailure(cause -> request.response().setStatusCode(500).end(cause.toString()));
    } else {
      request.response().end(POD);
    }
  }
}
