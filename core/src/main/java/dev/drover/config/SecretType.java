package dev.drover.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Text that no message shows. */
record SecretType() implements ValueType<String> {

  @Override
  public String read(Node node, Reading at) {
    if (!(node instanceof Node.Scalar scalar)) {
      at.problem(node.place(), "must be text, and is a list or an object");
      return null;
    }
    if (!scalar.known()) {
      return null;
    }
    if (scalar.text().isBlank() || scalar.kind() == ScalarKind.NOTHING && !scalar.isReplaced()) {
      at.problem(scalar.place(), "is empty; set it, such as ${CLUSTER_SECRET}");
      return null;
    }
    return scalar.text();
  }

  @Override
  public JsonObject schema() {
    return new JsonObject()
        .put("type", new JsonArray().add("string").add("number").add("boolean"))
        .put("pattern", "\\S");
  }
}
