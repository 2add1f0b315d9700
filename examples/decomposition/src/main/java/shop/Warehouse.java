package shop;

import io.vertx.core.Future;

/** Stock from the configuration: {@code pieces}, by product. */
public final class Warehouse extends Registered<Stock> implements Stock {
  public Warehouse() {
    super(ADDRESS, Stock.class);
  }

  @Override
  public Future<Integer> piecesOf(String product) {
    return Future.succeededFuture(config().getJsonObject("pieces").getInteger(product));
  }
}
