package dev.drover.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One value that is neither a list nor an object.
 *
 * @param words what it must be, for messages
 * @param kinds whether a value of that kind can be one; a value with a variable is asked as what it
 *     would be without quotes, too
 * @param parser empty for what is of the right kind but wrong all the same
 * @param plainSchema of the value itself, before variables are thought of
 */
record ScalarType<T>(
    String words,
    BiPredicate<ScalarKind, Boolean> kinds,
    Function<String, Optional<T>> parser,
    JsonObject plainSchema)
    implements ValueType<T> {
  private static final String VARIABLE = "\\$\\{";

  @Override
  public T read(Node node, Reading at) {
    if (!(node instanceof Node.Scalar scalar)) {
      at.problem(node.place(), "must be " + words + ", was " + node.shown());
      return null;
    }
    if (!scalar.known()) {
      return null;
    }
    ScalarKind kind = scalar.isReplaced() ? ScalarKind.of(scalar.text()) : scalar.kind();
    Optional<T> value =
        kinds.test(kind, scalar.isReplaced()) ? parser.apply(scalar.text()) : Optional.empty();
    if (value.isEmpty()) {
      at.problem(scalar.place(), "must be " + words + ", was " + shown(scalar));
    }
    return value.orElse(null);
  }

  private static String shown(Node.Scalar scalar) {
    return scalar.kind() == ScalarKind.NOTHING && scalar.source().isEmpty()
        ? "empty"
        : scalar.shown();
  }

  /** A value with a variable is text, whatever it will be. */
  @Override
  public JsonObject schema() {
    if (acceptsVariables()) {
      return plainSchema.copy();
    }
    JsonObject variable = new JsonObject().put("type", "string").put("pattern", VARIABLE);
    return new JsonObject().put("anyOf", new JsonArray().add(plainSchema.copy()).add(variable));
  }

  private boolean acceptsVariables() {
    Object type = plainSchema.getValue("type");
    boolean text =
        type instanceof JsonArray several ? several.contains("string") : "string".equals(type);
    String pattern = plainSchema.getString("pattern", "");
    return text && Pattern.compile(pattern).matcher("${A}").find();
  }
}
