package dev.drover.config;

import static dev.drover.config.ServiceSection.ADDRESS;
import static dev.drover.config.ServiceSection.ARGS;
import static dev.drover.config.ServiceSection.BUS_BRIDGE;
import static dev.drover.config.ServiceSection.CLASS_PATH;
import static dev.drover.config.ServiceSection.CONFIG;
import static dev.drover.config.ServiceSection.DEPENDS_ON;
import static dev.drover.config.ServiceSection.DEPLOYMENT_OPTIONS;
import static dev.drover.config.ServiceSection.DIRECTORY;
import static dev.drover.config.ServiceSection.ENV;
import static dev.drover.config.ServiceSection.FORK;
import static dev.drover.config.ServiceSection.HANG;
import static dev.drover.config.ServiceSection.INSTANCES;
import static dev.drover.config.ServiceSection.JAVA;
import static dev.drover.config.ServiceSection.JVM;
import static dev.drover.config.ServiceSection.MAIN;
import static dev.drover.config.ServiceSection.OF_REPLICAS;
import static dev.drover.config.ServiceSection.OPTIONS;
import static dev.drover.config.ServiceSection.READY;
import static dev.drover.config.ServiceSection.RECYCLE;
import static dev.drover.config.ServiceSection.REPLICAS;
import static dev.drover.config.ServiceSection.RESTART;
import static dev.drover.config.ServiceSection.STOP;
import static dev.drover.config.ServiceSection.TARGETS;
import static dev.drover.config.ServiceSection.THREADING;
import static dev.drover.config.ServiceSection.VERTICLE;
import static dev.drover.config.ServiceSection.WATCH;

import dev.drover.config.ApplicationSpec.Entry;
import io.vertx.core.json.JsonObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Builds a service of what its section says, and notes what does not go together. */
final class ServiceReader {
  /** Verticles of these names are child processes; a drive's letter is no such name. */
  private static final Pattern PROGRAM = Pattern.compile("(proc|sh|fork):.*", Pattern.DOTALL);

  private static final Pattern FILE = Pattern.compile("(?i)(?!\\w{2,}:).*\\.(java|jar)");

  private final Path file;

  /**
   * @param file that other files are relative to
   */
  ServiceReader(Path file) {
    this.file = file;
  }

  ServiceEntry entry(Values values) {
    requireOneTarget(values);
    requireProgram(values);
    requireMain(values);
    requireReplicas(values);
    return new ServiceEntry(
        values.name(),
        values.has(MAIN) ? Entry.MAIN : Entry.VERTICLE,
        target(values),
        values.get(ARGS, List.of()),
        values.get(CLASS_PATH, List.of()).stream().map(each -> path(values, each)).toList(),
        values.get(REPLICAS, 1),
        vertx(values),
        values.get(JVM, List.of()),
        values.get(ENV, Map.of()),
        values.get(JAVA) == null ? null : path(values, values.get(JAVA)),
        directory(values),
        values.get(RESTART, RestartPolicy.DEFAULT),
        values.get(STOP, StopPolicy.DEFAULT),
        values.get(READY, ReadyPolicy.DEFAULT),
        hang(values),
        values.get(RECYCLE, RecyclePolicy.NEVER),
        values.get(BUS_BRIDGE),
        values.get(DEPENDS_ON, List.of()),
        values.get(WATCH, List.of()).stream().map(each -> path(values, each)).toList(),
        values.origin());
  }

  private static void requireOneTarget(Values values) {
    List<String> given = TARGETS.stream().filter(values::has).map(Key::name).toList();
    if (given.isEmpty()) {
      values.problem("has nothing to run; give it a verticle, such as verticle: com.acme.Web");
    } else if (given.size() > 1) {
      values.problem("has " + String.join(" and ", given) + "; only one of them can be run");
    }
    if (values.get(FORK) != null && values.get(FORK).isEmpty()) {
      values.problem(FORK, "must name a program, such as [node, thumb.js]");
    }
  }

  private static void requireProgram(Values values) {
    JsonObject config = values.get(CONFIG);
    if (!values.has(ADDRESS)) {
      return;
    }
    if (!isProgram(values)) {
      values.problem(
          ADDRESS, "is for a program (fork, or verticle: proc:...); a verticle takes it in config");
    } else if (config != null && config.containsKey("address")) {
      values.problem(ADDRESS, "is also in config; leave one out");
    }
  }

  private static boolean isProgram(Values values) {
    return values.has(FORK) || PROGRAM.matcher(values.get(VERTICLE, "")).matches();
  }

  private static void requireMain(Values values) {
    if (values.has(ARGS) && !values.has(MAIN)) {
      values.problem(ARGS, "are for main; a verticle takes config");
    }
    ReadyPolicy ready = values.get(READY);
    if (ready != null && ready.mainReturns() && !values.has(MAIN)) {
      values.problem(READY, "has on: main, which is for main; leave it out");
    }
    if (FILE.matcher(values.get(MAIN, "")).matches()) {
      values.problem(MAIN, "must be a class; put a file under verticle, or a jar in classPath");
    }
  }

  private static void requireReplicas(Values values) {
    if (values.get(REPLICAS, 1) > 0) {
      return;
    }
    OF_REPLICAS.stream()
        .filter(values::has)
        .forEach(
            key ->
                values.problem(
                    key, "is for replicas, and replicas is 0 (the launcher's own JVM); raise it"));
  }

  /** Null when there is none, which is a problem then. */
  private String target(Values values) {
    List<String> fork = values.get(FORK);
    if (fork != null && !fork.isEmpty()) {
      return ForkName.of(fork);
    }
    String name = values.get(VERTICLE, values.get(MAIN));
    return name != null && FILE.matcher(name).matches() ? path(values, name) : name;
  }

  /** As short as the user's own path to the configuration file. */
  String path(Values values, String relative) {
    try {
      return file.resolveSibling(relative).toString();
    } catch (InvalidPathException e) {
      values.problem("has a path that this system cannot have: " + e.getReason());
      return relative;
    }
  }

  private HangPolicy hang(Values values) {
    HangPolicy hang = values.get(HANG, HangPolicy.DEFAULT);
    Path stacks = hang.stacks();
    return stacks == null
        ? hang
        : hang.withStacks(Path.of(path(values, stacks.toString())).toAbsolutePath().normalize());
  }

  private Path directory(Values values) {
    String given = path(values, values.get(DIRECTORY, "."));
    return Path.of(given).toAbsolutePath().normalize();
  }

  private VertxSettings vertx(Values values) {
    Threading threading = values.get(THREADING, Threading.EVENT_LOOP);
    return new VertxSettings(
        values.get(OPTIONS),
        values.get(DEPLOYMENT_OPTIONS),
        config(values),
        values.get(REPLICAS, 1) > 0,
        null,
        null,
        null,
        null,
        threading == Threading.WORKER,
        threading == Threading.VIRTUAL_THREAD,
        values.get(INSTANCES));
  }

  private JsonObject config(Values values) {
    JsonObject config = values.get(CONFIG);
    String address = values.get(ADDRESS);
    return address == null
        ? config
        : new JsonObject()
            .mergeIn(config == null ? new JsonObject() : config)
            .put("address", address);
  }
}
