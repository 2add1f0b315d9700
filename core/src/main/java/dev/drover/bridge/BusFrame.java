package dev.drover.bridge;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * What a child may say, in the words of Vert.x's event-bus bridges.
 *
 * @param address null for a ping
 * @param replyAddress where the child wants its answer; null for none
 * @param failureCode of an answer that is a failure; null for others
 * @param message of a failure; null for none
 */
record BusFrame(
    Type type,
    String address,
    String replyAddress,
    Object body,
    DeliveryOptions options,
    Integer failureCode,
    String message) {

  /** Lower case on the channel. */
  enum Type {
    SEND,
    PUBLISH,
    REGISTER,
    UNREGISTER,
    PING
  }

  /** What cannot have come from a program that knows the protocol. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  private static final int LONGEST_ADDRESS = 1_024;

  static BusFrame read(Object message) throws Malformed {
    if (!(message instanceof JsonObject json)) {
      throw new Malformed("a message must be a JSON object");
    }
    Type type = type(json.getValue("type"));
    String address = text(json, "address", LONGEST_ADDRESS);
    if (address == null && type != Type.PING) {
      throw new Malformed("'address' is missing");
    }
    if (address != null && address.isEmpty()) {
      throw new Malformed("'address' is empty");
    }
    try {
      return new BusFrame(
          type,
          address,
          text(json, "replyAddress", LONGEST_ADDRESS),
          BusBody.get(json),
          BusHeaders.options(json.getValue("headers")),
          failureCode(json.getValue("failureCode")),
          text(json, "message", Integer.MAX_VALUE));
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      throw new Malformed(why.startsWith("headers") ? why : "body " + why);
    }
  }

  /** Whether the message is for the bus, where other messages may come, too. */
  static boolean isOne(Object message) {
    return message instanceof JsonObject json && typeOrNull(json.getValue("type")) != null;
  }

  private static Type type(Object value) throws Malformed {
    Type type = typeOrNull(value);
    if (type == null) {
      throw new Malformed(
          value instanceof String name
              ? "unknown_type '" + Shown.of(name) + "'"
              : "'type' must be send, publish, register, unregister or ping");
    }
    return type;
  }

  private static Type typeOrNull(Object value) {
    for (Type type : Type.values()) {
      if (type.name().toLowerCase(Locale.ROOT).equals(value)) {
        return type;
      }
    }
    return null;
  }

  private static String text(JsonObject json, String key, int longest) throws Malformed {
    Object value = json.getValue(key);
    if (value == null) {
      return null;
    }
    if (value instanceof String text && text.length() <= longest) {
      return text;
    }
    throw new Malformed("'" + key + "' must be text of at most " + longest + " characters");
  }

  private static Integer failureCode(Object value) throws Malformed {
    if (value == null || value instanceof Integer) {
      return (Integer) value;
    }
    throw new Malformed("'failureCode' must be a whole number of 32 bits");
  }
}
