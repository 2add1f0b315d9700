package dev.drover.bench.cluster;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The form of an order's answer. */
final class Answers {
  private Answers() {}

  /** Never fails: what went wrong is in the answer. */
  static Future<JsonObject> of(MemberWork work, JsonObject order) {
    return work.run(order)
        .otherwise(failure -> new JsonObject().put("failure", failure.toString()))
        .map(answer -> answer.put("id", order.getInteger("id")));
  }
}
