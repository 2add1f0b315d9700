package dev.drover.bridge;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a message to a command endpoint asks for.
 *
 * @param command by its name; null for another request
 * @param shell free text; null for another request
 * @param cancel the id of what is to end; null for another request
 * @param id by which it can be cancelled; null for none
 * @param stream how its output comes while it runs; null for all at its end
 */
record CommandRequest(
    String command, String shell, String cancel, JsonObject args, String id, StreamMode stream) {
  private static final List<String> KEYS =
      List.of("command", "shell", "cancel", "args", "id", "stream");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  static CommandRequest read(Object body) throws RefusedException {
    if (!(body instanceof JsonObject json)) {
      throw bad("a request is a JSON object such as {\"command\": \"name\", \"args\": {}}");
    }
    for (String key : json.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw bad("'%s' is no key of a request".formatted(Shown.of(key)));
      }
    }
    CommandRequest request =
        new CommandRequest(
            text(json, "command"),
            text(json, "shell"),
            text(json, "cancel"),
            args(json),
            text(json, "id"),
            stream(json.getValue("stream")));
    request.check();
    return request;
  }

  private static String text(JsonObject json, String key) throws RefusedException {
    Object value = json.getValue(key);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw bad("'" + key + "' must be text");
  }

  private static JsonObject args(JsonObject json) throws RefusedException {
    Object value = json.getValue("args");
    if (value == null) {
      return new JsonObject();
    }
    if (value instanceof JsonObject args) {
      return args;
    }
    throw bad("'args' must be an object");
  }

  private static StreamMode stream(Object value) throws RefusedException {
    if (value == null) {
      return null;
    }
    if (value.equals("lines")) {
      return StreamMode.LINES;
    }
    if (value.equals("chunks")) {
      return StreamMode.CHUNKS;
    }
    throw bad("'stream' must be lines or chunks");
  }

  private void check() throws RefusedException {
    long kinds = java.util.stream.Stream.of(command, shell, cancel).filter(x -> x != null).count();
    if (kinds != 1) {
      throw bad("a request has one of 'command', 'shell' and 'cancel'");
    }
    if (command == null && !args.isEmpty()) {
      throw bad("'args' are for a 'command'");
    }
    String name = cancel == null ? id : cancel;
    if (name != null && !ID.matcher(name).matches()) {
      throw bad("an id has 1 to 128 letters, digits, dots, colons, dashes and underscores");
    }
  }

  private static RefusedException bad(String why) {
    return new RefusedException(BridgeFailure.BAD_REQUEST, why);
  }
}
