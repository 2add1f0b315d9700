package shop;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.serviceproxy.ServiceProxyBuilder;
import java.util.List;

/**
 * The page of a product, {@code /products/pear}, as JSON. Every part comes from a service of its
 * own; a part whose service does not answer is null, and its name is in {@code missing}.
 *
 * <p>Configuration: {@code port}.
 */
public final class Front extends VerticleBase {
  private static final String PATH = "/products/";

  private Guarded<Prices> prices;
  private Guarded<Stock> stock;
  private Guarded<Recommendations> recommendations;

  @Override
  public Future<?> start() {
    prices = guarded("prices", Prices.ADDRESS, Prices.class);
    stock = guarded("stock", Stock.ADDRESS, Stock.class);
    recommendations = guarded("recommendations", Recommendations.ADDRESS, Recommendations.class);
    return vertx
        .createHttpServer()
        .requestHandler(this::handle)
        .listen(config().getInteger("port"));
  }

  private <S> Guarded<S> guarded(String name, String address, Class<S> type) {
    return new Guarded<>(
        vertx, name, new ServiceProxyBuilder(vertx).setAddress(address).build(type));
  }

  private void handle(HttpServerRequest request) {
    String product = request.path().startsWith(PATH) ? request.path().substring(PATH.length()) : "";
    if (product.isEmpty() || product.contains("/")) {
      answer(request, 404, new JsonObject().put("error", "not here; try /products/pear"));
      return;
    }
    page(product)
        .onSuccess(page -> answer(request, page == null ? 404 : 200, page))
        .onFailure(bug -> request.response().setStatusCode(500).end());
  }

  private static void answer(HttpServerRequest request, int status, JsonObject body) {
    JsonObject shown = body == null ? new JsonObject().put("error", "we do not sell that") : body;
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(shown.encode() + "\n");
  }

  /** All parts are asked for at the same time; completes with null for what is not sold. */
  private Future<JsonObject> page(String product) {
    JsonArray missing = new JsonArray();
    Future<Integer> asked = prices.ask(service -> service.centsOf(product));
    Future<Integer> cents = asked.otherwise(failure -> without(missing, "cents"));
    Future<Integer> pieces =
        stock
            .ask(service -> service.piecesOf(product))
            .otherwise(failure -> without(missing, "pieces"));
    Future<List<String>> also =
        recommendations
            .ask(service -> service.boughtWith(product))
            .otherwise(failure -> without(missing, "boughtWith"));
    return Future.all(cents, pieces, also)
        .map(
            all ->
                asked.succeeded() && asked.result() == null
                    ? null
                    : new JsonObject()
                        .put("product", product)
                        .put("cents", cents.result())
                        .put("pieces", pieces.result())
                        .put("boughtWith", also.result())
                        .put("missing", missing));
  }

  private static <T> T without(JsonArray missing, String part) {
    missing.add(part);
    return null;
  }

  @Override
  public Future<?> stop() {
    prices.close();
    stock.close();
    recommendations.close();
    return Future.succeededFuture();
  }
}
