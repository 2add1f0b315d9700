package dev.drover.health;

import io.vertx.core.json.JsonObject;

/**
 * An answer to a question for live or ready.
 *
 * @param yes what it comes to
 * @param details for people
 */
record Verdict(boolean yes, JsonObject details) {

  /**
   * @param question such as live
   */
  static Verdict yes(String question) {
    return new Verdict(true, new JsonObject().put(question, true));
  }

  /**
   * @param why one line for people
   */
  static Verdict no(String question, String why) {
    return new Verdict(false, new JsonObject().put(question, false).put("why", why));
  }

  Verdict with(String key, Object value) {
    return new Verdict(yes, details.copy().put(key, value));
  }
}
