package dev.drover.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** An object with keys of Drover's; any other is a problem. */
final class Section<T> implements ValueType<T> {
  private final Map<String, Key<?>> keys = new LinkedHashMap<>();
  private final Function<Values, T> builder;

  /**
   * @param builder notes what is wrong between keys; a {@link ConfigException} of its is a problem
   *     of the section
   */
  Section(List<Key<?>> keys, Function<Values, T> builder) {
    keys.forEach(key -> this.keys.put(key.name(), key));
    this.builder = builder;
  }

  @Override
  public T read(Node node, Reading at) {
    if (!(node instanceof Node.Members object)) {
      at.problem(
          node.place(),
          "must be an object with keys such as %s, was %s"
              .formatted(keys.keySet().iterator().next(), node.shown()));
      return null;
    }
    Values values = new Values(object.place(), at);
    object.members().forEach((name, member) -> read(values, name, member, at));
    keys.values().stream()
        .filter(key -> key.isRequired() && !values.has(key))
        .forEach(key -> values.problem(key, "is missing; it is " + key.description()));
    try {
      return builder.apply(values);
    } catch (ConfigException e) {
      e.problems().forEach(problem -> at.problem(object.place(), "cannot be: " + problem));
      return null;
    }
  }

  private void read(Values values, String name, Node.Member member, Reading at) {
    Key<?> key = keys.get(name);
    if (key != null) {
      values.read(key, member);
      return;
    }
    String hint = NearNames.hint(name, keys.keySet());
    at.child(name)
        .problem(
            member.place(), "is unknown" + (hint.isEmpty() ? "; known here are " + known() : hint));
  }

  private String known() {
    return String.join(", ", keys.keySet());
  }

  /** With what has to be there, too. */
  @Override
  public JsonObject schema() {
    JsonObject schema = partialSchema();
    List<String> required = keys.values().stream().filter(Key::isRequired).map(Key::name).toList();
    return required.isEmpty() ? schema : schema.put("required", new JsonArray(required));
  }

  /** As a profile may have it: nothing has to be there. */
  JsonObject partialSchema() {
    return partialSchema(Set.of());
  }

  JsonObject partialSchema(Set<Key<?>> without) {
    JsonObject properties = new JsonObject();
    keys.values().stream()
        .filter(key -> !without.contains(key))
        .forEach(key -> properties.put(key.name(), key.schema()));
    return new JsonObject()
        .put("type", "object")
        .put("properties", properties)
        .put("additionalProperties", false);
  }
}
