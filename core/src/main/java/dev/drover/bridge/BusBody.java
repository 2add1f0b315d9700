package dev.drover.bridge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.Base64;

/**
 * Bodies of the event bus as JSON. What JSON or JavaScript cannot carry as it is becomes text, and
 * the frame's {@code bodyType} says of what: {@code buffer} in Base64, {@code long} for whole
 * numbers beyond 2^53. Frames without a {@code bodyType} are those of Vert.x's bridges.
 */
public final class BusBody {
  private static final String BODY = "body";
  private static final String TYPE = "bodyType";
  private static final String BUFFER = "buffer";
  private static final String LONG = "long";
  private static final long EXACT_IN_JAVASCRIPT = (1L << 53) - 1;

  private BusBody() {}

  /** False when the body has no form that a child could read. */
  public static boolean put(JsonObject frame, Object body) {
    if (body instanceof Buffer buffer) {
      frame.put(TYPE, BUFFER).put(BODY, encode(buffer.getBytes()));
    } else if (body instanceof byte[] bytes) {
      frame.put(TYPE, BUFFER).put(BODY, encode(bytes));
    } else if (body instanceof Long number && !isExactInJavaScript(number)) {
      frame.put(TYPE, LONG).put(BODY, number.toString());
    } else if (body instanceof Number number) {
      frame.put(BODY, number);
      return Double.isFinite(number.doubleValue());
    } else if (body instanceof Character || body instanceof CharSequence) {
      frame.put(BODY, body.toString());
    } else {
      frame.put(BODY, body);
      return body == null
          || body instanceof Boolean
          || body instanceof JsonObject
          || body instanceof JsonArray;
    }
    return true;
  }

  private static boolean isExactInJavaScript(long number) {
    return number >= -EXACT_IN_JAVASCRIPT && number <= EXACT_IN_JAVASCRIPT;
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * @throws IllegalArgumentException when the frame does not hold what it says; its message goes on
   *     after "body "
   */
  public static Object get(JsonObject frame) {
    Object body = frame.getValue(BODY);
    Object type = frame.getValue(TYPE);
    if (type == null) {
      // In JavaScript 1e20 is written as a whole number, which no type of the bus holds.
      return body instanceof BigInteger whole ? Double.valueOf(whole.doubleValue()) : body;
    }
    if (!(body instanceof String text)) {
      throw new IllegalArgumentException("must be text for its bodyType");
    }
    if (BUFFER.equals(type)) {
      return Buffer.buffer(Base64.getDecoder().decode(text));
    }
    if (LONG.equals(type)) {
      return Long.valueOf(text);
    }
    throw new IllegalArgumentException("has a bodyType other than buffer and long");
  }
}
