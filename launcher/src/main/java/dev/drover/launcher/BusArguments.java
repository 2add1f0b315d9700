package dev.drover.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drover.config.ConfigException;
import dev.drover.config.Durations;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What {@code drover bus} is to say. */
final class BusArguments {
  /** What the control socket takes on one line, less what is around it. */
  private static final int LONGEST = 64 * 1024 - 256;

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?");

  private BusArguments() {}

  /**
   * JSON where it looks like it, else text as it is; {@code -} reads it from {@code stdin}.
   *
   * @param argument null for no body
   * @param text whether it is text, whatever it looks like
   * @throws LaunchFailure when it looks like JSON and is none
   */
  static Object body(String argument, boolean text, InputStream stdin) {
    if (argument == null) {
      return null;
    }
    String body = argument.equals("-") ? read(stdin) : argument;
    return text || !looksLikeJson(body.strip()) ? body : json(body);
  }

  private static boolean looksLikeJson(String body) {
    return body.startsWith("{")
        || body.startsWith("[")
        || body.startsWith("\"")
        || body.equals("true")
        || body.equals("false")
        || body.equals("null")
        || NUMBER.matcher(body).matches();
  }

  private static Object json(String body) {
    try {
      return Json.decodeValue(body);
    } catch (DecodeException e) {
      String why = String.valueOf(e.getMessage()).replaceFirst("^Failed to decode:\\s*", "");
      throw new LaunchFailure(
          ExitCode.USAGE,
          "the body is no JSON: "
              + why.lines().findFirst().orElse(why).replaceFirst(" \\(start.*", ""),
          "quote it for the shell, as in '{\"id\": 1}'; --text sends it as text");
    }
  }

  private static String read(InputStream stdin) {
    try {
      String all = new String(stdin.readNBytes(LONGEST + 1), UTF_8);
      return all.endsWith("\n") ? all.substring(0, all.length() - 1) : all;
    } catch (IOException e) {
      throw new LaunchFailure(ExitCode.FAILED, "stdin cannot be read: " + e.getMessage());
    }
  }

  /**
   * @throws LaunchFailure when one is no {@code K=V}
   */
  static Map<String, String> headers(List<String> arguments) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String each : arguments) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        throw CommandLineReader.usage("a header is K=V, was '" + each + "'", "bus");
      }
      headers.put(each.substring(0, equals), each.substring(equals + 1));
    }
    return headers;
  }

  /**
   * @throws LaunchFailure when it is none
   */
  static Duration duration(String argument) {
    try {
      return Durations.parse(argument);
    } catch (ConfigException e) {
      throw CommandLineReader.usage("--timeout: " + e.getMessage(), "bus");
    }
  }

  /**
   * @throws LaunchFailure when the control socket would not take it
   */
  static void requireShort(JsonObject wish) {
    int bytes = wish.toBuffer().length();
    if (bytes > LONGEST) {
      throw new LaunchFailure(
          ExitCode.USAGE,
          "body and headers take %d bytes as JSON, and a supervisor takes %d"
              .formatted(bytes, LONGEST),
          "send a reference to it instead, or from the application");
    }
  }
}
