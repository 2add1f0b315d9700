import dev.drover.cluster.RequestRetry;
import dev.drover.shard.ShardSendOptions;
import dev.drover.shard.Shards;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** {@code /CUSTOMER?id=ID&cents=CENTS} is an order, {@code /CUSTOMER} asks for the total. */
public final class Shop extends VerticleBase {
  // An order has an id, so it may be sent again when its owner was lost.
  private static final ShardSendOptions AGAIN =
      ShardSendOptions.DEFAULT.withRetry(RequestRetry.DEFAULT);

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer()
        .requestHandler(this::answer)
        .listen(config().getInteger("port"));
  }

  private void answer(HttpServerRequest request) {
    JsonObject order;
    try {
      order = orderOf(request);
    } catch (NumberFormatException e) {
      end(request, 400, "cents must be a number\n");
      return;
    }
    String customer = request.path().substring(1);
    Shards.<JsonObject>request(vertx, "orders", customer, order, AGAIN)
        .onSuccess(total -> end(request, 200, total.encode() + "\n"))
        .onFailure(failure -> end(request, 503, failure.getMessage() + "\n"));
  }

  private static JsonObject orderOf(HttpServerRequest request) {
    JsonObject order = new JsonObject();
    String id = request.getParam("id");
    return id == null
        ? order
        : order.put("id", id).put("cents", Integer.parseInt(request.getParam("cents", "")));
  }

  private static void end(HttpServerRequest request, int status, String body) {
    request.response().setStatusCode(status).end(body);
  }
}
