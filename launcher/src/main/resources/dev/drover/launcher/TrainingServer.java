import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

/** A server of the usual shape, with a first client. */
public class TrainingServer extends VerticleBase {

  // Held: an unreachable client is closed by its cleaner, with what it has in flight.
  private HttpClient client;

  @Override
  public Future<?> start() {
    client = vertx.createHttpClient();
    Router router = Router.router(vertx);
    router.get("/").handler(context -> context.json(new JsonObject().put("ok", true)));
    return vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(0, config().getString("host"))
        .compose(this::ask);
  }

  private Future<?> ask(HttpServer server) {
    return client
        .request(HttpMethod.GET, server.actualPort(), config().getString("host"), "/")
        .compose(request -> request.send().compose(HttpClientResponse::body));
  }
}
