package dev.drover.config;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An object whose keys are names of the user's.
 *
 * @param names a regular expression that each must match as a whole
 * @param rule the same in words
 */
record NamedType<T>(String names, String rule, ValueType<T> value)
    implements ValueType<Map<String, T>> {

  @Override
  public Map<String, T> read(Node node, Reading at) {
    if (!(node instanceof Node.Members object)) {
      at.problem(node.place(), "must be an object of names and values, was " + node.shown());
      return null;
    }
    Map<String, T> values = new LinkedHashMap<>();
    object
        .members()
        .forEach(
            (name, member) -> {
              if (!name.matches(names)) {
                at.problem(member.place(), "has the name '" + name + "'; " + rule);
              }
              T read = value.read(member.value(), at.child(name));
              if (read != null) {
                values.put(name, read);
              }
            });
    return values;
  }

  @Override
  public JsonObject schema() {
    return new JsonObject()
        .put("type", "object")
        .put("propertyNames", new JsonObject().put("pattern", "^(" + names + ")$"))
        .put("additionalProperties", value.schema());
  }
}
