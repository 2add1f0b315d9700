package dev.drover.bridge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;

/** One line of a child that writes JSON. */
final class JsonLine {

  private JsonLine() {}

  static Object parse(Buffer line) throws BadOutputException {
    Object value;
    try {
      value = Json.decodeValue(line);
    } catch (DecodeException e) {
      throw new BadOutputException("a line that is no JSON value");
    }
    if (!canBeSent(value)) {
      throw new BadOutputException("a number that no message can hold");
    }
    return value;
  }

  /** Whether it can be a message's body. Numbers of any size are fine within objects and arrays. */
  static boolean canBeSent(Object value) {
    return !(value instanceof BigInteger || value instanceof BigDecimal);
  }

  /** Whether it has a JSON form; byte arrays and buffers do not, as such. */
  static boolean isJson(Object value) {
    return value == null
        || value instanceof JsonObject
        || value instanceof JsonArray
        || value instanceof String
        || value instanceof Number
        || value instanceof Boolean;
  }
}
