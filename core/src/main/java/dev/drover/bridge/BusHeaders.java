package dev.drover.bridge;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * Headers of a frame: texts by name; a name with several values has an array of them. As in
 * Vert.x's bridges {@code timeout} and {@code localOnly} are no headers but options of the
 * delivery; a {@code codecName} is refused, since it would choose what code reads the body.
 */
public final class BusHeaders {
  private static final long LONGEST_TIMEOUT_MILLIS = 3_600_000;

  private BusHeaders() {}

  /** Null where there are none. */
  public static JsonObject toJson(MultiMap headers) {
    if (headers.isEmpty()) {
      return null;
    }
    JsonObject json = new JsonObject();
    for (String name : headers.names()) {
      List<String> values = headers.getAll(name);
      json.put(name, values.size() == 1 ? values.get(0) : new JsonArray(values));
    }
    return json;
  }

  /**
   * @throws IllegalArgumentException that says what is wrong
   */
  static DeliveryOptions options(Object headers) {
    DeliveryOptions options = new DeliveryOptions();
    if (headers == null) {
      return options;
    }
    if (!(headers instanceof JsonObject json)) {
      throw new IllegalArgumentException("headers must be an object");
    }
    for (Map.Entry<String, Object> header : json) {
      set(options, header.getKey(), header.getValue());
    }
    return options;
  }

  private static void set(DeliveryOptions options, String name, Object value) {
    switch (name) {
      case "timeout" -> options.setSendTimeout(timeout(value));
      case "localOnly" -> options.setLocalOnly(localOnly(value));
      case "codecName" -> throw new IllegalArgumentException("headers.codecName is not permitted");
      default -> add(options, name, value);
    }
  }

  private static long timeout(Object value) {
    boolean whole = value instanceof Integer || value instanceof Long;
    long millis = whole ? ((Number) value).longValue() : 0;
    if (millis < 1 || millis > LONGEST_TIMEOUT_MILLIS) {
      throw new IllegalArgumentException(
          "headers.timeout must be from 1 to " + LONGEST_TIMEOUT_MILLIS + " ms");
    }
    return millis;
  }

  private static boolean localOnly(Object value) {
    if (value instanceof Boolean local) {
      return local;
    }
    throw new IllegalArgumentException("headers.localOnly must be true or false");
  }

  private static void add(DeliveryOptions options, String name, Object value) {
    if (value instanceof String text) {
      options.addHeader(name, text);
    } else if (value instanceof JsonArray several
        && several.stream().allMatch(String.class::isInstance)) {
      for (Object each : several) {
        options.addHeader(name, (String) each);
      }
    } else {
      throw new IllegalArgumentException("headers." + Shown.of(name) + " must be text");
    }
  }
}
