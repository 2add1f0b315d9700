package dev.drover.config;

import static dev.drover.config.Key.optional;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** The keys of a service. Whoever adds one adds it here and to {@link ServiceReader}. */
final class ServiceSection {
  /** More JVMs than any machine of today's takes; a slip of the finger is told from a wish. */
  private static final int MOST_REPLICAS = 1_000;

  private static final int MOST_INSTANCES = 100_000;

  static final Key<String> VERTICLE =
      optional(
          "verticle",
          ValueTypes.text("a class, a .java file, a jar or a verticle's name"),
          "What to run: a verticle class, a .java file, a fat jar with a Main-Verticle, or proc:,"
              + " sh: or fork: and a command. Files are relative to this one.");
  static final Key<String> MAIN =
      optional(
          "main",
          ValueTypes.text("a class with a main method"),
          "Instead of verticle: a class whose own main method builds Vert.x.");
  static final Key<List<String>> FORK =
      optional(
          "fork",
          ValueTypes.list(ValueTypes.argument()),
          "Instead of verticle: a program and its arguments, started with a channel, such as"
              + " [node, thumb.js].");
  static final Key<List<String>> ARGS =
      optional("args", ValueTypes.list(ValueTypes.argument()), "Arguments of main.");
  static final Key<String> ADDRESS =
      optional(
          "address",
          ValueTypes.text("an address on the event bus"),
          "Of a program: where it is on the event bus. Default: the whole name of the verticle.");
  static final Key<Integer> REPLICAS =
      optional(
          "replicas",
          ValueTypes.whole(0, MOST_REPLICAS),
          "How many JVMs of their own; 0, for the only service of a file, is the launcher's own."
              + " Default: 1.");
  static final Key<Integer> INSTANCES =
      optional(
          "instances",
          ValueTypes.whole(1, MOST_INSTANCES),
          "Instances of the verticle in each JVM. Default: cores / replicas; of a program 1.");
  static final Key<Threading> THREADING =
      optional(
          "threading",
          ValueTypes.choice(Threading.class),
          "What the verticle runs on. Default: event-loop.");
  static final Key<List<String>> CLASS_PATH =
      optional(
          "classPath",
          ValueTypes.list(ValueTypes.text("a directory, a jar or dir/*")),
          "Where the classes are: directories, jars, dir/*; relative to this file.");
  static final Key<JsonObject> CONFIG =
      optional("config", new JsonType(), "The verticle's configuration.");
  static final Key<JsonObject> OPTIONS =
      optional("options", new JsonType(), "Options of Vert.x, as VertxOptions has them.");
  static final Key<JsonObject> DEPLOYMENT_OPTIONS =
      optional(
          "deploymentOptions",
          new JsonType(),
          "Options of the deployment, as DeploymentOptions has them.");
  static final Key<List<String>> JVM =
      optional(
          "jvm",
          ValueTypes.list(ValueTypes.argument()),
          "Flags of the replicas' JVMs, such as [-Xmx256m].");
  static final Key<Map<String, String>> ENV =
      optional("env", new EnvironmentType(), "Environment variables of the replicas.");
  static final Key<String> JAVA =
      optional(
          "java",
          ValueTypes.text("a java program or a Java home"),
          "A java program or Java home for the replicas. Default: the launcher's own.");
  static final Key<String> DIRECTORY =
      optional(
          "directory",
          ValueTypes.text("a directory"),
          "The replicas' working directory. Default: that of this file.");
  static final Key<RestartPolicy> RESTART =
      optional("restart", PolicySections.RESTART, "When a replica that ended starts again.");
  static final Key<StopPolicy> STOP =
      optional("stop", PolicySections.STOP, "How long a stop may take.");
  static final Key<ReadyPolicy> READY =
      optional("ready", PolicySections.READY, "When a replica counts as ready.");
  static final Key<HangPolicy> HANG =
      optional("hang", PolicySections.HANG, "When a replica counts as hung and is replaced.");
  static final Key<RecyclePolicy> RECYCLE =
      optional(
          "recycle",
          PolicySections.RECYCLE,
          "When a replica that works is replaced by a new one all the same, one at a time and"
              + " without losing a request.");
  static final Key<JsonObject> BUS_BRIDGE =
      optional(
          "busBridge",
          new JsonType(),
          "A bridge for TCP clients of the event bus: listen (unix:/path or host:port), inbound,"
              + " outbound.");
  static final Key<List<String>> DEPENDS_ON =
      optional(
          "dependsOn",
          ValueTypes.list(ValueTypes.text("the name of a service")),
          "Services that are ready before this one starts, and that stop after it.");

  static final Key<List<String>> WATCH =
      optional(
          "watch",
          ValueTypes.list(ValueTypes.glob()),
          "For development: with --watch a change of these files reloads the service, instead of"
              + " one of its sources and classes. Patterns such as src/**/*.java; relative to this"
              + " file.");

  static final List<Key<?>> TARGETS = List.of(VERTICLE, MAIN, FORK);

  /** Keys that say something about JVMs of the service's own. */
  static final List<Key<?>> OF_REPLICAS =
      List.of(JVM, ENV, JAVA, DIRECTORY, RESTART, READY, RECYCLE);

  private static final List<Key<?>> KEYS =
      List.of(
          VERTICLE,
          MAIN,
          FORK,
          ARGS,
          ADDRESS,
          REPLICAS,
          INSTANCES,
          THREADING,
          CLASS_PATH,
          CONFIG,
          OPTIONS,
          DEPLOYMENT_OPTIONS,
          JVM,
          ENV,
          JAVA,
          DIRECTORY,
          RESTART,
          STOP,
          READY,
          HANG,
          RECYCLE,
          BUS_BRIDGE,
          DEPENDS_ON,
          WATCH);

  private ServiceSection() {}

  static Section<ServiceEntry> reader(ServiceReader reader) {
    return new Section<>(KEYS, reader::entry);
  }

  /** What a profile may say about one. */
  static JsonObject partialSchema() {
    return new Section<Void>(KEYS, values -> null).partialSchema();
  }

  /** What a service has to have besides: one thing to run. */
  static JsonObject oneTarget() {
    JsonArray each = new JsonArray();
    TARGETS.forEach(
        key -> each.add(new JsonObject().put("required", new JsonArray().add(key.name()))));
    return new JsonObject().put("oneOf", each);
  }
}
