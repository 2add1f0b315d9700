package dev.drover.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;

/**
 * What runs inside one JVM, whether that is a replica or the launcher's own.
 *
 * @param entry what {@code name} names
 * @param name a verticle name as Vert.x understands it, or the name of a class with a main method
 * @param args arguments of the main method; empty for a verticle
 * @param vertx how Vert.x is built and the verticle deployed; unused for a main method
 * @param defaultInstances instances when nothing else says how many, at least 1
 * @param busBridge configuration of a bridge for TCP clients of the event bus; null for none
 */
public record ApplicationSpec(
    Entry entry,
    String name,
    List<String> args,
    VertxSettings vertx,
    int defaultInstances,
    JsonObject busBridge) {

  /** Without a bus bridge. */
  public ApplicationSpec(
      Entry entry, String name, List<String> args, VertxSettings vertx, int defaultInstances) {
    this(entry, name, args, vertx, defaultInstances, null);
  }

  private static final List<String> PROGRAMS = List.of("proc:", "sh:", "fork:");

  /** How the application is entered. */
  public enum Entry {
    /** Drover builds Vert.x and deploys the named verticle. */
    VERTICLE,
    /** The application's own main method builds Vert.x. */
    MAIN
  }

  public ApplicationSpec {
    Objects.requireNonNull(entry, "entry");
    Objects.requireNonNull(vertx, "vertx");
    if (name == null || name.isBlank()) {
      throw new ConfigException("application name must not be empty");
    }
    if (defaultInstances < 1) {
      throw new ConfigException("defaultInstances must be >= 1, was " + defaultInstances);
    }
    args = List.copyOf(args);
  }

  public ApplicationSpec withBusBridge(JsonObject config) {
    return new ApplicationSpec(entry, name, args, vertx, defaultInstances, config);
  }

  /**
   * Whether the number of its instances can be changed while it runs: of a verticle, which is not a
   * program of the bridge's.
   */
  public boolean hasLiveInstances() {
    return entry == Entry.VERTICLE && PROGRAMS.stream().noneMatch(name::startsWith);
  }

  /** With so many instances, whatever else says how many. */
  public ApplicationSpec withInstances(int instances) {
    return new ApplicationSpec(
        entry, name, args, vertx.withInstances(instances), defaultInstances, busBridge);
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("entry", entry.name())
        .put("name", name)
        .put("args", new JsonArray(args))
        .put("vertx", vertx.toJson())
        .put("defaultInstances", defaultInstances)
        .put("busBridge", busBridge);
  }

  public static ApplicationSpec fromJson(JsonObject json) {
    return new ApplicationSpec(
        Entry.valueOf(json.getString("entry")),
        json.getString("name"),
        json.getJsonArray("args").stream().map(String::valueOf).toList(),
        VertxSettings.fromJson(json.getJsonObject("vertx")),
        json.getInteger("defaultInstances"),
        json.getJsonObject("busBridge"));
  }
}
