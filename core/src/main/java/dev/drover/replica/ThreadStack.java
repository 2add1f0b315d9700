package dev.drover.replica;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What a thread was doing at one moment.
 *
 * @param thread its name
 * @param state as {@link Thread.State} names it
 * @param guilty the innermost frame that is the application's own code, or the innermost of all
 *     when none is; null when the thread has no frames
 * @param frames innermost first, as in a stack trace
 */
public record ThreadStack(String thread, String state, String guilty, List<String> frames) {
  JsonObject toJson() {
    return JsonObject.of(
        "thread", thread, "state", state, "guilty", guilty, "frames", new JsonArray(frames));
  }

  static ThreadStack fromJson(Object json) {
    JsonObject object = (JsonObject) json;
    return new ThreadStack(
        object.getString("thread"),
        object.getString("state"),
        object.getString("guilty"),
        object.getJsonArray("frames").stream().map(String::valueOf).toList());
  }
}
