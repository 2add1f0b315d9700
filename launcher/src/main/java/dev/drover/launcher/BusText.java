package dev.drover.launcher;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** A message of the event bus for people. */
final class BusText {
  private BusText() {}

  /**
   * Text as it is, anything else as JSON.
   *
   * @param pretty over several lines
   */
  static String body(JsonObject message, boolean pretty) {
    Object body = message.getValue("body");
    if (message.containsKey("bodyType") && !message.containsKey("body")) {
      return "(" + message.getString("bodyType") + ")";
    }
    if (body instanceof String text) {
      return text;
    }
    return body instanceof JsonObject object && pretty
        ? object.encodePrettily()
        : Json.encode(body);
  }

  /** What should be known of the body; empty when it is what it looks like. */
  static Optional<String> note(JsonObject message) {
    String type = message.getString("bodyType");
    if (type == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (type) {
          case "buffer" -> "(a buffer, in Base64)";
          case "long" -> "(a whole number beyond 2^53)";
          default -> "(the body has no form in JSON)";
        });
  }

  /** {@code 20:31:02.123 {"id":1} [trace: 7]}. */
  static String line(JsonObject message) {
    JsonObject headers = message.getJsonObject("headers");
    String how = message.getBoolean("refused", false) ? "  (a request, which was failed)" : "";
    return EventText.time(message.getString("time"))
        + "  "
        + body(message, false)
        + (headers == null ? "" : "  " + headers.encode())
        + how;
  }
}
