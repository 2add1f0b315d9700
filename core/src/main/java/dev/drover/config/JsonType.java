package dev.drover.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** An object that is handed on as it is. */
record JsonType() implements ValueType<JsonObject> {

  @Override
  public JsonObject read(Node node, Reading at) {
    if (!(node instanceof Node.Members object)) {
      at.problem(node.place(), "must be an object, was " + node.shown());
      return null;
    }
    return object(object, at);
  }

  private static JsonObject object(Node.Members object, Reading at) {
    JsonObject json = new JsonObject();
    object.members().forEach((key, member) -> json.put(key, value(member.value(), at.child(key))));
    return json;
  }

  private static Object value(Node node, Reading at) {
    if (node instanceof Node.Members object) {
      return object(object, at);
    }
    if (node instanceof Node.Items list) {
      JsonArray array = new JsonArray();
      for (int i = 0; i < list.items().size(); i++) {
        array.add(value(list.items().get(i), at.item(i)));
      }
      return array;
    }
    return scalar((Node.Scalar) node, at);
  }

  private static Object scalar(Node.Scalar scalar, Reading at) {
    return switch (scalar.kind()) {
      case NOTHING -> null;
      case FLAG -> scalar.text().equalsIgnoreCase("true");
      case TEXT -> scalar.text();
      case WHOLE, NUMBER -> number(scalar, at);
    };
  }

  private static Object number(Node.Scalar scalar, Reading at) {
    Optional<Number> number = YamlNumbers.json(scalar.kind(), scalar.text());
    if (number.isEmpty()) {
      at.problem(
          scalar.place(), "is a number that JSON cannot hold, " + scalar.shown() + "; quote it");
    }
    return number.orElse(null);
  }

  @Override
  public JsonObject schema() {
    return new JsonObject().put("type", "object");
  }
}
