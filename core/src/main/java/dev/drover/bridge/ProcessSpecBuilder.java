package dev.drover.bridge;

import dev.drover.bridge.ProcessSpec.Kind;
import dev.drover.config.ConfigException;
import dev.drover.config.RestartPolicy;
import dev.drover.config.StopPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes a {@link ProcessSpec}, which says what each option means. Not thread-safe. */
public final class ProcessSpecBuilder {
  final Kind kind;
  final List<String> command;
  final String address;
  String events;
  Path directory;
  Map<String, String> env = new LinkedHashMap<>();
  boolean inheritEnv = true;
  ChildUser user = ChildUser.SAME;
  StreamMode stdin = StreamMode.LINES;
  OutputSpec stdout = OutputSpec.LINES;
  OutputSpec stderr = OutputSpec.LINES;
  RequestLimits requests = RequestLimits.DEFAULT;
  RestartPolicy restart = RestartPolicy.DEFAULT;
  Readiness ready = Readiness.STARTED;
  StopPolicy stop = StopPolicy.DEFAULT;
  boolean show;
  BusPermissions bus;

  ProcessSpecBuilder(String address, Kind kind, List<String> command) {
    this.address = Objects.requireNonNull(address, "address");
    this.kind = kind;
    this.command = command;
  }

  private ProcessSpecBuilder(ProcessSpecBuilder other) {
    this(other.address, other.kind, other.command);
    events = other.events;
    directory = other.directory;
    env = new LinkedHashMap<>(other.env);
    inheritEnv = other.inheritEnv;
    user = other.user;
    stdin = other.stdin;
    stdout = other.stdout;
    stderr = other.stderr;
    requests = other.requests;
    restart = other.restart;
    ready = other.ready;
    stop = other.stop;
    show = other.show;
    bus = other.bus;
  }

  public ProcessSpecBuilder events(String newEvents) {
    events = newEvents;
    return this;
  }

  public ProcessSpecBuilder directory(Path newDirectory) {
    directory = newDirectory;
    return this;
  }

  /** Sets one variable. */
  public ProcessSpecBuilder env(String name, String value) {
    env.put(name, value);
    return this;
  }

  public ProcessSpecBuilder inheritEnv(boolean inherit) {
    inheritEnv = inherit;
    return this;
  }

  /**
   * Who the child runs as; needs root. Children of one user may read each other's environment,
   * those of two may not.
   *
   * @throws IllegalArgumentException when one of them is negative
   */
  public ProcessSpecBuilder user(int uid, int gid) {
    if (uid < 0 || gid < 0) {
      throw new IllegalArgumentException(
          "uid and gid must be >= 0, were %d and %d".formatted(uid, gid));
    }
    user = new ChildUser(uid, gid);
    return this;
  }

  public ProcessSpecBuilder stdin(StreamMode mode) {
    stdin = Objects.requireNonNull(mode, "stdin");
    return this;
  }

  public ProcessSpecBuilder stdout(OutputSpec output) {
    stdout = Objects.requireNonNull(output, "stdout");
    return this;
  }

  public ProcessSpecBuilder stderr(OutputSpec output) {
    stderr = Objects.requireNonNull(output, "stderr");
    return this;
  }

  public ProcessSpecBuilder requests(RequestLimits limits) {
    requests = Objects.requireNonNull(limits, "requests");
    return this;
  }

  public ProcessSpecBuilder restart(RestartPolicy policy) {
    restart = Objects.requireNonNull(policy, "restart");
    return this;
  }

  public ProcessSpecBuilder ready(Readiness readiness) {
    ready = Objects.requireNonNull(readiness, "ready");
    return this;
  }

  public ProcessSpecBuilder stop(StopPolicy policy) {
    stop = Objects.requireNonNull(policy, "stop");
    return this;
  }

  public ProcessSpecBuilder show(boolean shown) {
    show = shown;
    return this;
  }

  /** Puts a forked child on the bus: it may reach its own address and what this permits. */
  public ProcessSpecBuilder bus(BusPermissions permissions) {
    bus = BusPermissions.own(address).and(permissions);
    return this;
  }

  /**
   * @throws ConfigException with everything that does not fit together
   */
  public ProcessSpec build() {
    List<String> problems = problems();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new ProcessSpec(new ProcessSpecBuilder(this));
  }

  /** What does not fit together. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (address.isBlank()) {
      problems.add("address must be given");
    }
    if (command.isEmpty() || command.get(0).isBlank()) {
      problems.add("a command must be given");
    }
    if (command.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
      problems.add("a command cannot hold a NUL");
    }
    boolean lines = stdout.isPublished(StreamMode.LINES) || stderr.isPublished(StreamMode.LINES);
    if (ready.line() != null && !lines) {
      problems.add("ready.line needs stdout or stderr in lines that are published");
    }
    boolean messages = kind == Kind.FORK || stdout.isPublished(StreamMode.JSON);
    if (ready.message() != null && !messages) {
      problems.add("ready.message needs a fork, or stdout in json that is published");
    }
    if (bus != null && kind != Kind.FORK) {
      problems.add("bus needs a fork");
    }
    return problems;
  }
}
