package dev.drover.config;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/** The JSON Schema of configuration files, made of the reader's own table of keys. */
public final class ConfigSchema {

  private ConfigSchema() {}

  /** Draft 7, which most editors know. */
  public static JsonObject json() {
    FileSection section = new FileSection(new ServiceReader(Path.of("drover.yaml")));
    return new JsonObject()
        .put("$schema", "http://json-schema.org/draft-07/schema#")
        .put("title", "Drover's configuration")
        .mergeIn(section.schema());
  }
}
