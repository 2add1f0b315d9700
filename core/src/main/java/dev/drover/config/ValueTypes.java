package dev.drover.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The values that a configuration file is made of. */
final class ValueTypes {
  private static final String DURATION = "^(?=.*[1-9])\\d{1,9}(ms|s|m|h|d)$";

  private static final String SIZE = "^\\d{1,12}[kmgKMG]?[bB]?$";

  private static final String HTTP_PATH = "(:\\d{1,5})?/[\\x21-\\x7e]*";

  private ValueTypes() {}

  /** Neither empty nor with a NUL, which no path, argument or variable can hold. */
  static ValueType<String> text(String words) {
    return new ScalarType<>(
        words,
        (kind, replaced) -> kind == ScalarKind.TEXT || replaced,
        text -> text.isBlank() || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(text),
        new JsonObject().put("type", "string").put("pattern", "\\S"));
  }

  /** As {@link ReadyPolicy#http} is. */
  static ValueType<String> httpPath() {
    return new ScalarType<>(
        "a path such as /ready, or :9090/ready",
        (kind, replaced) -> kind == ScalarKind.TEXT,
        text -> text.matches(HTTP_PATH) ? Optional.of(text) : Optional.empty(),
        new JsonObject().put("type", "string").put("pattern", "^" + HTTP_PATH + "$"));
  }

  /** As a shell has them; {@code **} for any directories. */
  static ValueType<String> glob() {
    return new ScalarType<>(
        "a pattern of files such as src/**/*.java",
        (kind, replaced) -> kind == ScalarKind.TEXT || replaced,
        text -> text.isBlank() || !FileGlob.isValid(text) ? Optional.empty() : Optional.of(text),
        new JsonObject().put("type", "string").put("pattern", "\\S"));
  }

  static ValueType<ListenAddress> listenAddress() {
    return new ScalarType<>(
        ListenAddress.RULE,
        (kind, replaced) -> kind == ScalarKind.TEXT || kind == ScalarKind.WHOLE,
        ValueTypes::address,
        new JsonObject()
            .put("type", types("integer", "string"))
            .put("minimum", 1)
            .put("maximum", 65_535)
            .put("pattern", ListenAddress.PATTERN));
  }

  private static Optional<ListenAddress> address(String text) {
    try {
      return Optional.of(ListenAddress.parse(text));
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  /** Text as a program gets it; a number or flag is taken as it stands in the file. */
  static ValueType<String> argument() {
    return new ScalarType<>(
        "text",
        (kind, replaced) -> kind != ScalarKind.NOTHING || replaced,
        text -> text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(text),
        new JsonObject().put("type", types("string", "number", "boolean")));
  }

  /** Never shown, whatever is wrong with it; a number is taken as it stands in the file. */
  static ValueType<String> secret() {
    return new SecretType();
  }

  /** As {@link MemberAddress} reads it. */
  static ValueType<MemberAddress> memberAddress() {
    return new ScalarType<>(
        "a host or host:port, such as 10.0.0.1:5701",
        (kind, replaced) -> kind == ScalarKind.TEXT || replaced,
        text -> MemberAddress.is(text) ? Optional.of(MemberAddress.parse(text)) : Optional.empty(),
        new JsonObject().put("type", "string").put("pattern", "\\S"));
  }

  /**
   * @param form a regular expression that it must match as a whole
   */
  static ValueType<String> matching(String words, String form) {
    return new ScalarType<>(
        words,
        (kind, replaced) -> kind == ScalarKind.TEXT,
        text -> text.matches(form) ? Optional.of(text) : Optional.empty(),
        new JsonObject().put("type", "string").put("pattern", "^" + form + "$"));
  }

  static ValueType<Integer> whole(int least, int most) {
    return new ScalarType<>(
        "a whole number from %d to %d".formatted(least, most),
        (kind, replaced) -> kind == ScalarKind.WHOLE,
        text -> YamlNumbers.whole(text, least, most),
        new JsonObject().put("type", "integer").put("minimum", least).put("maximum", most));
  }

  static ValueType<Boolean> flag() {
    return new ScalarType<>(
        "true or false",
        (kind, replaced) -> kind == ScalarKind.FLAG,
        text -> Optional.of(text.equalsIgnoreCase("true")),
        new JsonObject().put("type", "boolean"));
  }

  /** Longer than nothing. */
  static ValueType<Duration> duration() {
    return new ScalarType<>(
        "a time above 0 with its unit, such as 500ms, 10s, 5m or 24h",
        (kind, replaced) -> kind == ScalarKind.TEXT,
        text -> text.matches(DURATION) ? Optional.of(Durations.parse(text)) : Optional.empty(),
        new JsonObject().put("type", "string").put("pattern", DURATION));
  }

  /** In bytes. */
  static ValueType<Long> size(long least) {
    return new ScalarType<>(
        "a size of at least " + ByteSizes.format(least) + ", such as 512k, 10m or 2g",
        (kind, replaced) -> kind == ScalarKind.TEXT || kind == ScalarKind.WHOLE,
        text ->
            text.matches(SIZE)
                ? Optional.of(ByteSizes.parse(text)).filter(size -> size >= least)
                : Optional.empty(),
        new JsonObject()
            .put("type", types("integer", "string"))
            .put("minimum", least)
            .put("pattern", SIZE));
  }

  /** An enum's constants in lower case with dashes. */
  static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(ValueTypes::name).toList();
    Function<String, Optional<E>> parser =
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> name(constant).equals(text))
                .findFirst();
    return new ScalarType<>(
        names.size() == 1 ? names.get(0) : "one of " + String.join(", ", names),
        (kind, replaced) -> kind == ScalarKind.TEXT,
        parser,
        new JsonObject().put("enum", new JsonArray(names)));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static <T> ValueType<List<T>> list(ValueType<T> item) {
    return new ListType<>(item);
  }

  private static JsonArray types(String... names) {
    return new JsonArray(List.of((Object[]) names));
  }
}
