package shop;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.util.List;

/** Recommendations from the configuration: {@code boughtWith}, lists by product. */
public final class Habits extends Registered<Recommendations> implements Recommendations {
  public Habits() {
    super(ADDRESS, Recommendations.class);
  }

  @Override
  public Future<List<String>> boughtWith(String product) {
    JsonArray all = config().getJsonObject("boughtWith").getJsonArray(product, new JsonArray());
    return Future.succeededFuture(all.stream().map(String.class::cast).toList());
  }
}
