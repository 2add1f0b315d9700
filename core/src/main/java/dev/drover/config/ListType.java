package dev.drover.config;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A list of values of one type; what is wrong in it leaves the others. */
record ListType<T>(ValueType<T> item) implements ValueType<List<T>> {

  @Override
  public List<T> read(Node node, Reading at) {
    if (!(node instanceof Node.Items list)) {
      String form = node instanceof Node.Scalar one ? ", such as [" + one.source() + "]" : "";
      at.problem(node.place(), "must be a list" + form + ", was " + node.shown());
      return null;
    }
    List<T> values = new ArrayList<>();
    for (int i = 0; i < list.items().size(); i++) {
      T value = item.read(list.items().get(i), at.item(i));
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  @Override
  public JsonObject schema() {
    return new JsonObject().put("type", "array").put("items", item.schema());
  }
}
