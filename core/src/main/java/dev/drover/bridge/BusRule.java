package dev.drover.bridge;

import dev.drover.config.ConfigException;
import dev.drover.config.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What is permitted, in the shape of Vert.x's {@code PermittedOptions}; here, one that names no
 * address permits nothing but is an error.
 *
 * @param address exactly; null where {@code addressRegex} is given
 * @param addressRegex which the whole address matches; null where {@code address} is given
 * @param match fields that a body must have with these values, nested ones too; null for any body
 */
public record BusRule(String address, Pattern addressRegex, JsonObject match) {

  public BusRule {
    if ((address == null) == (addressRegex == null)) {
      throw new ConfigException("a rule has either an address or an addressRegex");
    }
  }

  /** Permits an address, with any body. */
  public static BusRule address(String address) {
    return new BusRule(Objects.requireNonNull(address, "address"), null, null);
  }

  static BusRule read(JsonFields fields) {
    String address = fields.text("address", null);
    Pattern regex = regex(fields);
    JsonObject match = fields.has("match") ? fields.json("match") : null;
    if (fields.has("address") == fields.has("addressRegex")) {
      fields.problem("address", "or addressRegex must be given, and not both");
      return address("");
    }
    return address == null && regex == null ? address("") : new BusRule(address, regex, match);
  }

  private static Pattern regex(JsonFields fields) {
    String text = fields.text("addressRegex", null);
    try {
      return text == null ? null : Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      fields.problem("addressRegex", "is no regular expression: " + e.getDescription());
      return null;
    }
  }

  boolean permits(String wanted) {
    return address == null ? addressRegex.matcher(wanted).matches() : address.equals(wanted);
  }

  boolean permits(String wanted, Object body) {
    return permits(wanted) && (match == null || matches(match, body));
  }

  private static boolean matches(JsonObject wanted, Object body) {
    if (!(body instanceof JsonObject object)) {
      return false;
    }
    for (Map.Entry<String, Object> field : wanted) {
      Object value = object.getValue(field.getKey());
      boolean same =
          field.getValue() instanceof JsonObject nested
              ? matches(nested, value)
              : Objects.equals(field.getValue(), value) && object.containsKey(field.getKey());
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
