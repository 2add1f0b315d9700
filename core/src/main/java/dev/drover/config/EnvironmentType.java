package dev.drover.config;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** Environment variables. Their values may be secrets: never shown. */
record EnvironmentType() implements ValueType<Map<String, String>> {
  private static final String NAME = "[^=\\u0000]+";

  @Override
  public Map<String, String> read(Node node, Reading at) {
    if (!(node instanceof Node.Members object)) {
      at.problem(node.place(), "must be an object of names and values");
      return null;
    }
    Map<String, String> variables = new LinkedHashMap<>();
    object.members().forEach((name, member) -> read(variables, name, member, at));
    return variables;
  }

  private static void read(
      Map<String, String> variables, String name, Node.Member member, Reading at) {
    if (!name.matches(NAME)) {
      at.problem(member.place(), "has a name that no variable can have: it is empty or holds =");
      return;
    }
    if (!(member.value() instanceof Node.Scalar value)
        || value.kind() == ScalarKind.NOTHING && !value.isReplaced()
        || value.text().indexOf('\0') >= 0) {
      at.child(name)
          .problem(member.value().place(), "must be text, a number or a flag; \"\" is empty text");
      return;
    }
    variables.put(name, value.text());
  }

  @Override
  public JsonObject schema() {
    return new JsonObject()
        .put("type", "object")
        .put("propertyNames", new JsonObject().put("pattern", "^[^=]+$"))
        .put("additionalProperties", ValueTypes.argument().schema());
  }
}
