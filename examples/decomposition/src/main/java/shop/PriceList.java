package shop;

import io.vertx.core.Future;

/** Prices from the configuration: {@code cents}, by product. */
public final class PriceList extends Registered<Prices> implements Prices {
  public PriceList() {
    super(ADDRESS, Prices.class);
  }

  @Override
  public Future<Integer> centsOf(String product) {
    return Future.succeededFuture(config().getJsonObject("cents").getInteger(product));
  }
}
