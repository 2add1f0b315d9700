package dev.drover.config;

import static dev.drover.config.Key.optional;
import static dev.drover.config.Key.required;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys of a whole configuration file, apart from {@code profiles}. */
final class FileSection {
  static final String PROFILES = "profiles";

  /** Also what a service's name has to be. */
  static final String NAME = "[A-Za-z0-9._-]{1,64}";

  static final String NAME_RULE = "it has 1 to 64 letters, digits, dots, dashes or underscores";

  private static final Key<String> SCHEMA =
      optional("$schema", ValueTypes.text("a URL"), "The schema of this file, for editors.");
  private static final Key<String> FILE_NAME =
      optional(
          "name",
          ValueTypes.text("a name"),
          "Of the supervisor. Default: the name of this file's directory.");
  private static final Key<ListenAddress> HEALTH =
      optional(
          "health",
          ValueTypes.listenAddress(),
          "Where /live, /ready and /metrics answer, such as 0.0.0.0:7718; a port alone is of"
              + " 127.0.0.1. Default: nowhere.");
  private static final Key<ListenAddress> CONTROL =
      optional(
          "control",
          new Section<>(List.of(HEALTH), values -> values.get(HEALTH)),
          "How others learn of this supervisor.");

  private static final Key<Strategy> STRATEGY =
      optional(
          "strategy",
          ValueTypes.choice(Strategy.class),
          "What becomes of the others when a service is out: nothing (one-for-one, the default), all"
              + " start again (all-for-one), or those that depend on it do (rest-in-order).");

  private final Key<Map<String, ServiceEntry>> services;
  private final Key<ClusterConfig> cluster;
  private final Key<LogPolicy> logs;
  private final Section<FileValues> section;

  /** What is said of the whole; null for what is not. */
  record FileValues(
      String name,
      Map<String, ServiceEntry> services,
      ClusterConfig cluster,
      Strategy strategy,
      LogPolicy logs,
      ListenAddress health) {}

  FileSection(ServiceReader reader) {
    services =
        required(
            "services",
            new NamedType<>(NAME, NAME_RULE, ServiceSection.reader(reader)),
            "what to run, by name, such as services: {web: {verticle: com.acme.Web}}");
    cluster =
        optional(
            "cluster",
            new ClusterSection(reader).section(),
            "The event bus between the replicas, and with members on other hosts.");
    logs =
        optional(
            "logs",
            new LogSection(reader).section(),
            "Keeps what the replicas write, in files of each slot. Default: not kept.");
    section =
        new Section<>(
            List.of(SCHEMA, FILE_NAME, services, STRATEGY, cluster, logs, CONTROL), this::values);
  }

  FileValues read(Node node, FileProblems problems) {
    return section.read(node, Reading.of(problems));
  }

  private FileValues values(Values values) {
    String name = values.get(FILE_NAME);
    if (name != null && !name.matches(NAME)) {
      values.problem(FILE_NAME, "is no name; " + NAME_RULE);
    }
    Map<String, ServiceEntry> entries = values.get(services);
    if (entries != null) {
      new ServiceRules(values, services, entries).check(values.has(CONTROL));
    }
    return new FileValues(
        name,
        entries,
        values.get(cluster),
        values.get(STRATEGY, Strategy.ONE_FOR_ONE),
        values.get(logs),
        values.get(CONTROL));
  }

  /** Services are told apart from what a profile may say about them. */
  JsonObject schema() {
    JsonObject schema = section.schema();
    JsonObject whole = schema.getJsonObject("properties").getJsonObject("services");
    whole.put("minProperties", 1);
    JsonObject service = new JsonObject().put("$ref", "#/definitions/service");
    JsonArray complete = new JsonArray().add(service).add(ServiceSection.oneTarget());
    whole.put("additionalProperties", new JsonObject().put("allOf", complete));
    JsonObject profile = section.partialSchema(Set.of(SCHEMA));
    profile
        .getJsonObject("properties")
        .getJsonObject("services")
        .put("additionalProperties", service);
    schema
        .getJsonObject("properties")
        .put(
            PROFILES,
            new JsonObject()
                .put("description", "Parts laid over the rest, each with --profile NAME.")
                .put("type", "object")
                .put("additionalProperties", profile));
    return schema.put(
        "definitions", new JsonObject().put("service", ServiceSection.partialSchema()));
  }
}
