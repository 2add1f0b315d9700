package dev.drover.bridge;

import dev.drover.config.JsonFields;
import io.vertx.core.json.JsonArray;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Which values an argument of a command may have, by their type. */
sealed interface ValueRule {
  int LONGEST = 65_536;

  /** As configuration names them. */
  enum Type {
    STRING,
    INTEGER,
    NUMBER,
    BOOLEAN
  }

  /**
   * The text of a value on the command line; null for none.
   *
   * @throws IllegalArgumentException when the value is not allowed; its message goes on after the
   *     argument's name
   */
  String text(Object value);

  static ValueRule read(JsonFields fields) {
    return switch (fields.choice("type", Type.STRING)) {
      case STRING -> Text.read(fields);
      case INTEGER -> Numeric.read(fields, true);
      case NUMBER -> Numeric.read(fields, false);
      case BOOLEAN -> new Switch(fields.text("flag", null));
    };
  }

  /**
   * @param pattern which the whole text has to match; null for any
   * @param allowed empty for all
   * @param minLength in characters
   */
  record Text(Pattern pattern, List<String> allowed, int minLength, int maxLength)
      implements ValueRule {
    static Text read(JsonFields fields) {
      return new Text(
          pattern(fields),
          enumeration(fields, value -> value instanceof String text ? text : null),
          fields.whole("minLength", 0, 0, LONGEST),
          fields.whole("maxLength", 4_096, 1, LONGEST));
    }

    private static Pattern pattern(JsonFields fields) {
      String text = fields.text("pattern", null);
      try {
        return text == null ? null : Pattern.compile(text);
      } catch (PatternSyntaxException e) {
        fields.problem("pattern", "is no regular expression: " + e.getDescription());
        return null;
      }
    }

    @Override
    public String text(Object value) {
      if (!(value instanceof CharSequence)) {
        throw new IllegalArgumentException("must be text");
      }
      String text = value.toString();
      int length = text.codePointCount(0, text.length());
      require(
          length >= minLength && length <= maxLength,
          "must have %d to %d characters, has %d".formatted(minLength, maxLength, length));
      require(text.indexOf('\0') < 0, "must not contain NUL, which no command line can carry");
      require(
          text.codePoints().noneMatch(each -> Character.getType(each) == Character.SURROGATE),
          "contains half a surrogate pair, which is no text");
      require(pattern == null || pattern.matcher(text).matches(), "does not match " + pattern);
      require(
          allowed.isEmpty() || allowed.contains(text),
          "must be one of " + String.join(", ", allowed));
      return text;
    }
  }

  /**
   * @param whole whether it must have no fraction
   * @param allowed empty for all
   * @param minimum null for any
   */
  record Numeric(boolean whole, List<String> allowed, BigDecimal minimum, BigDecimal maximum)
      implements ValueRule {
    static Numeric read(JsonFields fields, boolean whole) {
      return new Numeric(
          whole,
          enumeration(fields, value -> plain(value, whole)),
          bound(fields, "minimum"),
          bound(fields, "maximum"));
    }

    private static BigDecimal bound(JsonFields fields, String key) {
      Object value = fields.value(key);
      String number = plain(value, false);
      if (value != null && number == null) {
        fields.problem(key, "must be a number");
      }
      return number == null ? null : new BigDecimal(number);
    }

    /** Without an exponent, which few programs read; null when it is no such number. */
    private static String plain(Object value, boolean whole) {
      if (value instanceof Integer || value instanceof Long) {
        return value.toString();
      }
      boolean fraction = value instanceof Double || value instanceof Float;
      return !whole && fraction && Double.isFinite(((Number) value).doubleValue())
          ? new BigDecimal(value.toString()).stripTrailingZeros().toPlainString()
          : null;
    }

    @Override
    public String text(Object value) {
      String text = plain(value, whole);
      require(text != null, whole ? "must be a whole number" : "must be a number");
      BigDecimal number = new BigDecimal(text);
      require(
          minimum == null || number.compareTo(minimum) >= 0,
          "must be >= " + minimum + ", was " + text);
      require(
          maximum == null || number.compareTo(maximum) <= 0,
          "must be <= " + maximum + ", was " + text);
      require(
          allowed.isEmpty() || allowed.contains(text),
          "must be one of " + String.join(", ", allowed));
      return text;
    }
  }

  /**
   * @param flag the text of true, while false has none; null for the texts {@code true} and {@code
   *     false}
   */
  record Switch(String flag) implements ValueRule {
    @Override
    public String text(Object value) {
      require(value instanceof Boolean, "must be true or false");
      if (flag == null) {
        return value.toString();
      }
      return Boolean.TRUE.equals(value) ? flag : null;
    }
  }

  /** The values of {@code enum}, as texts. */
  private static List<String> enumeration(
      JsonFields fields, java.util.function.Function<Object, String> text) {
    List<String> result = new ArrayList<>();
    Object value = fields.value("enum");
    if (value instanceof JsonArray array && !array.isEmpty()) {
      for (int i = 0; i < array.size(); i++) {
        String each = text.apply(array.getValue(i));
        if (each == null) {
          fields.problem("enum[" + i + "]", "is of another type than the argument");
        } else {
          result.add(each);
        }
      }
    } else if (value != null) {
      fields.problem("enum", "must be an array of at least one value");
    }
    return List.copyOf(result);
  }

  private static void require(boolean ok, String rule) {
    if (!ok) {
      throw new IllegalArgumentException(rule);
    }
  }
}
