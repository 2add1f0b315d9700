package dev.drover.replica;

import io.vertx.core.json.JsonArray;

/**
 * One event loop at one moment.
 *
 * @param thread its name
 * @param stuckMillis since when it has not come round, less what it could not run; 0 when it does
 * @param lagMicros from the last task that was given to it until it ran, or until now
 */
public record LoopBeat(String thread, long stuckMillis, long lagMicros) {
  JsonArray toJson() {
    return new JsonArray().add(thread).add(stuckMillis).add(lagMicros);
  }

  static LoopBeat fromJson(Object json) {
    JsonArray array = (JsonArray) json;
    return new LoopBeat(array.getString(0), array.getLong(1), array.getLong(2));
  }
}
