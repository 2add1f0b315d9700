package dev.drover.launcher;

import dev.drover.config.ConfigException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A flag whose value is a JSON file or JSON text. */
final class JsonArgument {

  private JsonArgument() {}

  /**
   * A file of that name goes before text.
   *
   * @return null when {@code text} is
   * @throws ConfigException when it is neither a file with a JSON object nor one itself
   */
  static JsonObject read(String flag, String text) {
    if (text == null) {
      return null;
    }
    Path file = file(text);
    if (file == null && !text.stripLeading().startsWith("{")) {
      throw new ConfigException(
          flag + " is neither JSON nor a file: " + Path.of("").toAbsolutePath().resolve(text));
    }
    try {
      return new JsonObject(file == null ? text : Files.readString(file));
    } catch (DecodeException e) {
      String where = file == null ? flag : flag + " " + file;
      throw new ConfigException(where + " is not a JSON object: " + reason(e));
    } catch (IOException e) {
      throw new ConfigException(flag + " " + file + " cannot be read: " + e);
    }
  }

  private static Path file(String text) {
    try {
      Path path = Path.of(text);
      return Files.isRegularFile(path) ? path : null;
    } catch (InvalidPathException jsonText) {
      return null;
    }
  }

  /** The parser's first line; what follows points into its own buffers. */
  private static String reason(DecodeException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return message.replaceFirst("^Failed to decode: ?", "");
  }
}
