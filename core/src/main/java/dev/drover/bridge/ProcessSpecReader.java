package dev.drover.bridge;

import dev.drover.bridge.ProcessSpec.Kind;
import dev.drover.config.ConfigException;
import dev.drover.config.JsonFields;
import dev.drover.config.RestartPolicy;
import dev.drover.config.StopPolicy;
import io.vertx.core.json.JsonObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads a {@link ProcessSpec} and notes every problem. */
final class ProcessSpecReader {

  /** What a verticle's name has said already. */
  record Named(String name, Kind kind, List<String> command) {}

  private final List<String> problems = new ArrayList<>();
  private final JsonFields fields;
  private final Named named;

  private ProcessSpecReader(JsonObject json, Named named) {
    fields = new JsonFields("", json, problems);
    this.named = named;
  }

  /**
   * @param named null when the configuration has the command
   * @throws ConfigException with every problem
   */
  static ProcessSpec read(JsonObject json, Named named) {
    return new ProcessSpecReader(json, named).read();
  }

  private ProcessSpec read() {
    ProcessSpecBuilder spec = command();
    spec.events = fields.text("events", null);
    spec.directory = directory();
    spec.env = fields.environment("env");
    spec.env.forEach(this::checkVariable);
    spec.inheritEnv = fields.flag("inheritEnv", true);
    spec.user = ChildUser.read(fields);
    spec.stdin = fields.choice("stdin", StreamMode.LINES);
    spec.stdout = output("stdout");
    spec.stderr = output("stderr");
    spec.requests = fields.object("requests", this::requests);
    spec.restart = fields.object("restart", this::restart);
    spec.ready = fields.object("ready", this::ready);
    spec.stop = fields.object("stop", this::stop);
    spec.show = fields.flag("show", false);
    if (fields.has("bus")) {
      spec.bus(fields.object("bus", BusPermissions::read));
    }
    fields.finish();
    spec.problems().stream().filter(each -> !problems.contains(each)).forEach(problems::add);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return spec.build();
  }

  private ProcessSpecBuilder command() {
    if (named != null) {
      String address = fields.text("address", named.name());
      return new ProcessSpecBuilder(address, named.kind(), named.command());
    }
    List<String> proc = fields.texts("command");
    String shell = fields.text("shell", null);
    List<String> fork = fields.texts("fork");
    boolean several =
        (proc.isEmpty() ? 0 : 1) + (shell == null ? 0 : 1) + (fork.isEmpty() ? 0 : 1) > 1;
    if (several) {
      problems.add("only one of command, shell and fork can be given");
    }
    String address = fields.text("address", "");
    if (shell != null) {
      return ProcessSpec.shell(address, shell);
    }
    return fork.isEmpty()
        ? new ProcessSpecBuilder(address, Kind.PROC, proc)
        : new ProcessSpecBuilder(address, Kind.FORK, fork);
  }

  private Path directory() {
    String text = fields.text("cwd", null);
    try {
      return text == null ? null : Path.of(text);
    } catch (InvalidPathException e) {
      fields.problem("cwd", "is no path: " + e.getReason());
      return null;
    }
  }

  /** Values may be secrets: never shown. */
  private void checkVariable(String name, String value) {
    if (name.isEmpty() || name.indexOf('=') >= 0 || (name + value).indexOf('\0') >= 0) {
      fields.problem("env", "has a variable that no environment can hold");
    }
  }

  private OutputSpec output(String key) {
    if (!(fields.value(key) instanceof JsonObject)) {
      return OutputSpec.of(fields.choice(key, StreamMode.LINES));
    }
    return fields.object(
        key,
        output ->
            new OutputSpec(
                output.choice("mode", StreamMode.LINES),
                output.choice("delivery", Delivery.PUBLISH),
                output.whole("longest", OutputSpec.LONGEST, 1, OutputSpec.MOST)));
  }

  private RequestLimits requests(JsonFields limits) {
    RequestLimits standard = RequestLimits.DEFAULT;
    return new RequestLimits(
        limits.duration("timeout", standard.timeout()),
        limits.whole("concurrency", standard.concurrency(), 1, RequestLimits.MOST),
        limits.whole("queue", standard.queue(), 0, RequestLimits.MOST));
  }

  private RestartPolicy restart(JsonFields policy) {
    RestartPolicy standard = RestartPolicy.DEFAULT;
    return new RestartPolicy(
        policy.choice("policy", standard.when()),
        policy.whole("limit", standard.limit(), 0, RequestLimits.MOST),
        policy.duration("period", standard.period()));
  }

  private Readiness ready(JsonFields ready) {
    Duration timeout = ready.duration("timeout", Readiness.STARTED.timeout());
    Pattern line = pattern(ready);
    Object message = ready.value("message");
    if (line != null && message != null) {
      ready.problem("line", "and ready.message cannot both be given");
      return Readiness.STARTED;
    }
    return new Readiness(line, message, timeout);
  }

  private static Pattern pattern(JsonFields ready) {
    String text = ready.text("line", null);
    try {
      return text == null ? null : Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      ready.problem("line", "is no regular expression: " + e.getDescription());
      return null;
    }
  }

  private StopPolicy stop(JsonFields stop) {
    Duration drain = stop.duration("drain", StopPolicy.DEFAULT.drain());
    Duration grace = stop.duration("grace", longer(drain, StopPolicy.DEFAULT.grace()));
    try {
      return new StopPolicy(drain, grace);
    } catch (ConfigException e) {
      problems.addAll(e.problems());
      return StopPolicy.DEFAULT;
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
