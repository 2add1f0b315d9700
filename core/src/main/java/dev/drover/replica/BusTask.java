package dev.drover.replica;

import dev.drover.bridge.BusBody;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Something to be done on the event bus of a replica.
 *
 * @param body as {@link BusBody} writes it: {@code body}, and {@code bodyType} where JSON has no
 *     form of its own for it; empty for listening
 * @param headers empty for listening
 * @param timeoutMillis how long a request waits for its reply
 */
public record BusTask(
    Kind kind, String address, JsonObject body, Map<String, String> headers, long timeoutMillis) {

  /** What is to be done. */
  public enum Kind {
    REQUEST,
    SEND,
    PUBLISH,
    /** Until it is ended. */
    LISTEN
  }

  public BusTask {
    headers = Map.copyOf(headers);
  }

  /**
   * @throws IllegalArgumentException when it is no body; its message goes on after "body "
   */
  public static void requireBody(JsonObject body) {
    BusBody.get(body);
  }

  JsonObject toJson() {
    JsonObject each = new JsonObject();
    headers.forEach(each::put);
    return new JsonObject()
        .put("kind", kind.name().toLowerCase(Locale.ROOT))
        .put("address", address)
        .put("content", body)
        .put("headers", each)
        .put("timeoutMs", timeoutMillis);
  }

  static BusTask fromJson(JsonObject json) {
    Map<String, String> headers = new LinkedHashMap<>();
    json.getJsonObject("headers")
        .forEach(each -> headers.put(each.getKey(), (String) each.getValue()));
    return new BusTask(
        Kind.valueOf(json.getString("kind").toUpperCase(Locale.ROOT)),
        json.getString("address"),
        json.getJsonObject("content"),
        headers,
        json.getLong("timeoutMs"));
  }
}
