package dev.drover.bridge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What is written to a child, from a message's body. */
final class Encoder {

  private Encoder() {}

  /**
   * @throws IllegalArgumentException for a body that the mode cannot carry; says what it can
   */
  static Buffer encode(StreamMode mode, Object body) {
    return switch (mode) {
      case LINES -> line(body);
      case CHUNKS -> bytes(body);
      case FRAMES -> frame(bytes(body));
      case JSON -> json(body);
      case IGNORE -> throw new IllegalArgumentException("the child has no stdin");
    };
  }

  private static Buffer line(Object body) {
    if (!(body instanceof String || body instanceof Number || body instanceof Boolean)) {
      throw new IllegalArgumentException("a line must be text, was " + type(body));
    }
    String line = body.toString();
    if (line.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a line must not hold a line feed");
    }
    return Buffer.buffer(line).appendByte((byte) '\n');
  }

  private static Buffer bytes(Object body) {
    if (body instanceof Buffer buffer) {
      return buffer;
    }
    if (body instanceof byte[] bytes) {
      return Buffer.buffer(bytes);
    }
    if (body instanceof String text) {
      return Buffer.buffer(text);
    }
    throw new IllegalArgumentException("the body must be a buffer or text, was " + type(body));
  }

  private static Buffer frame(Buffer bytes) {
    return Buffer.buffer(FrameDecoder.HEADER + bytes.length())
        .appendInt(bytes.length())
        .appendBuffer(bytes);
  }

  private static Buffer json(Object body) {
    if (!JsonLine.isJson(body)) {
      throw new IllegalArgumentException("the body must be a JSON value, was " + type(body));
    }
    try {
      return Json.encodeToBuffer(body).appendByte((byte) '\n');
    } catch (EncodeException e) {
      throw new IllegalArgumentException("the body has no JSON form: " + e.getMessage());
    }
  }

  private static String type(Object body) {
    if (body == null) {
      return "null";
    }
    return body instanceof JsonObject || body instanceof JsonArray
        ? "JSON"
        : body.getClass().getSimpleName();
  }
}
