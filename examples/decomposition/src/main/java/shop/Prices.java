package shop;

import io.vertx.codegen.annotations.ProxyGen;
import io.vertx.core.Future;

/** What products cost. */
@ProxyGen
public interface Prices {
  String ADDRESS = "shop.prices";

  /** Null for a product that is not sold. */
  Future<Integer> centsOf(String product);
}
