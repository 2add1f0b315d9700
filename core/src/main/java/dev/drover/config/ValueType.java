package dev.drover.config;

import io.vertx.core.json.JsonObject;

/**
 * A kind of value in a configuration file: how it is read, and what editors are told of it. One
 * thing, so that the two cannot drift apart.
 */
interface ValueType<T> {

  /** Null when it is wrong, with the problem noted, or when it cannot be known yet. */
  T read(Node node, Reading at);

  /** As JSON Schema, draft 7. */
  JsonObject schema();
}
