package shop;

import io.vertx.codegen.annotations.ProxyGen;
import io.vertx.core.Future;

/** How much there is of products. */
@ProxyGen
public interface Stock {
  String ADDRESS = "shop.stock";

  /** Null for a product that is not kept. */
  Future<Integer> piecesOf(String product);
}
