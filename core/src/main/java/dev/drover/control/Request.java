package dev.drover.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drover.control.ControlException.Code;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Set;

/**
 * One line of a client's.
 *
 * @param id text or a whole number, chosen by the client
 */
record Request(Object id, String op, JsonObject args) {
  private static final int LONGEST_ID = 64;
  private static final Set<String> KEYS = Set.of("id", "op", "args");

  /**
   * @throws ControlException when it is no request
   */
  static Request parse(Buffer line) {
    JsonObject json = json(line);
    for (String key : json.fieldNames()) {
      require(KEYS.contains(key), "a request has id, op and args, and no '" + key + "'");
    }
    Object id = json.getValue("id");
    require(isId(id), "id must be a whole number or text of up to " + LONGEST_ID + " characters");
    require(json.getValue("op") instanceof String, "op must be the name of an operation");
    Object args = json.getValue("args", new JsonObject());
    require(args instanceof JsonObject, "args must be an object");
    return new Request(id, json.getString("op"), (JsonObject) args);
  }

  private static boolean isId(Object id) {
    return id instanceof Integer
        || id instanceof Long
        || id instanceof String text && text.length() <= LONGEST_ID;
  }

  private static JsonObject json(Buffer line) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line.getBytes())).toString();
      return new JsonObject(text);
    } catch (CharacterCodingException | DecodeException | ClassCastException e) {
      throw new ControlException(Code.PROTOCOL, "a request is one JSON object on a line");
    }
  }

  private static void require(boolean ok, String problem) {
    if (!ok) {
      throw new ControlException(Code.PROTOCOL, problem);
    }
  }
}
