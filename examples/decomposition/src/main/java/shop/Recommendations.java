package shop;

import io.vertx.codegen.annotations.ProxyGen;
import io.vertx.core.Future;
import java.util.List;

/** What else might please. */
@ProxyGen
public interface Recommendations {
  String ADDRESS = "shop.recommendations";

  /** Empty when there is nothing to recommend. */
  Future<List<String>> boughtWith(String product);
}
