package dev.drover.control;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * Something that was asked of a supervisor was not done. Its message is one for the user: who, what
 * was wrong, and the next step where there is one.
 */
public final class ControlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure; the same word, in lower case with dashes, stands in the protocol. */
  public enum Code {
    /** What came was not this protocol; the connection is closed. */
    PROTOCOL,
    /** The other side speaks another version; the connection is closed. */
    VERSION,
    /** Too many connections, or too many requests at once on one of them. */
    BUSY,
    /** There is no such operation. */
    UNKNOWN_OP,
    /** An argument is missing, wrong or unknown. */
    BAD_ARGS,
    /** What the supervisor was told to read, such as its configuration file, is wrong. */
    BAD_CONFIG,
    /** There is no such supervisor, service or slot. */
    NOT_FOUND,
    /** Not now: the supervisor stops, or does something that this must not disturb. */
    REFUSED,
    /** A reload was undone; what ran before still runs. */
    ROLLED_BACK,
    /** The request was cancelled. */
    CANCELLED,
    /** It was tried and failed. */
    FAILED,
    /** The supervisor is there and does not answer in time. Never sent. */
    NO_ANSWER,
    /** The supervisor ended before it had answered. Never sent. */
    GONE;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@link #FAILED} for a word of a later version's. */
    static Code of(String word) {
      for (Code each : values()) {
        if (each.word().equals(word)) {
          return each;
        }
      }
      return FAILED;
    }
  }

  private final Code code;
  private final transient JsonObject details;

  public ControlException(Code code, String message) {
    this(code, message, new JsonObject());
  }

  /**
   * @param details for programs, such as the names that would have been right
   */
  public ControlException(Code code, String message, JsonObject details) {
    super(message, null, false, false);
    this.code = code;
    this.details = details;
  }

  public Code code() {
    return code;
  }

  /** What a program may want besides the message; empty when there is nothing. */
  public JsonObject details() {
    return details == null ? new JsonObject() : details;
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("code", code.word())
        .put("message", getMessage())
        .mergeIn(details());
  }

  static ControlException fromJson(JsonObject json) {
    JsonObject details = json.copy();
    details.remove("code");
    details.remove("message");
    return new ControlException(
        Code.of(json.getString("code")), json.getString("message", "it gave no reason"), details);
  }
}
