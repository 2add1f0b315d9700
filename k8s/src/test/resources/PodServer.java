import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;

/** Says which pod it is, or which JVM: its own, or that of whoever the event bus picks. */
public class PodServer extends VerticleBase {
  private static final String POD = System.getenv("HOSTNAME");

  @Override
  public Future<?> start() {
    vertx.eventBus().consumer("whoami", message -> message.reply(POD));
    vertx
        .eventBus()
        .consumer("jvm", message -> message.reply(POD + ":" + ProcessHandle.current().pid()));
    return vertx.createHttpServer().requestHandler(this::answer).listen(8080);
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/bus" -> ask("whoami", request);
      case "/jvm" -> ask("jvm", request);
      default -> request.response().end(POD);
    }
  }

  private void ask(String address, HttpServerRequest request) {
    vertx
        .eventBus()
        .<String>request(address, "")
        .onSuccess(reply -> request.response().end(reply.body()))
        .onFailure(cause -> request.response().setStatusCode(500).end(cause.toString()));
  }
}
