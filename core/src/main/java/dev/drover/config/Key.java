package dev.drover.config;

import io.vertx.core.json.JsonObject;

/**
 * A key of a section of the configuration file.
 *
 * @param description for editors: what it means, its default
 */
record Key<T>(String name, ValueType<T> type, String description, boolean isRequired) {

  static <T> Key<T> optional(String name, ValueType<T> type, String description) {
    return new Key<>(name, type, description, false);
  }

  static <T> Key<T> required(String name, ValueType<T> type, String description) {
    return new Key<>(name, type, description, true);
  }

  JsonObject schema() {
    return new JsonObject().put("description", description).mergeIn(type.schema());
  }
}
