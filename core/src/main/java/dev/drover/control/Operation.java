package dev.drover.control;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** One thing a client may ask for. */
@FunctionalInterface
interface Operation {

  /**
   * Called on the server's context; must not block.
   *
   * @return the result, on any context; what a user should know fails with a {@link
   *     ControlException}
   * @throws ControlException as if it were returned
   */
  Future<JsonObject> run(Call call);
}
