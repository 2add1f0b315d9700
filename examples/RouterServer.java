import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/**
 * A small JSON service with a vertx-web router, on port 8080 or the {@code port} of the
 * configuration.
 *
 * <pre>
 * curl localhost:8080/greetings/Ada
 * curl -d '[1, 2, 3]' localhost:8080/sum
 * </pre>
 */
public class RouterServer extends VerticleBase {

  private static final int MAX_BODY_BYTES = 64 * 1024;

  @Override
  public Future<?> start() {
    Router router = Router.router(vertx);
    router.get("/").handler(this::index);
    router.get("/greetings/:name").handler(this::greet);
    router
        .post("/sum")
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
        .handler(this::sum);
    router.route().failureHandler(this::error);
    router.errorHandler(404, this::error);
    router.errorHandler(405, this::error);
    return vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(config().getInteger("port", 8080));
  }

  private void index(RoutingContext context) {
    context.json(
        new JsonObject()
            .put("routes", JsonArray.of("GET /greetings/NAME", "POST /sum"))
            .put("pid", ProcessHandle.current().pid()));
  }

  private void greet(RoutingContext context) {
    context.json(new JsonObject().put("greeting", "Hello, " + context.pathParam("name")));
  }

  private void sum(RoutingContext context) {
    // What is no JSON throws, and the failure handler answers.
    Object body = context.body().isEmpty() ? null : Json.decodeValue(context.body().buffer());
    if (!(body instanceof JsonArray numbers)
        || !numbers.stream().allMatch(Number.class::isInstance)) {
      context.fail(400);
      return;
    }
    double sum = numbers.stream().mapToDouble(number -> ((Number) number).doubleValue()).sum();
    context.json(new JsonObject().put("sum", sum));
  }

  /** Every failure is answered in JSON, and with nothing of the server's inside. */
  private void error(RoutingContext context) {
    boolean badJson = context.failure() instanceof DecodeException;
    int status = badJson ? 400 : context.statusCode();
    context.response().setStatusCode(status);
    context.json(
        new JsonObject()
            .put("status", status)
            .put("error", HttpResponseStatus.valueOf(status).reasonPhrase()));
  }
}
