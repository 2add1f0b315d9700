package dev.drover.bridge;

import dev.drover.config.ConfigException;
import dev.drover.config.RestartPolicy;
import dev.drover.config.StopPolicy;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A child process and its place on the event bus. Immutable. From a builder ({@link #proc}, {@link
 * #shell}, {@link #fork}) or from configuration ({@link #fromJson}).
 */
public final class ProcessSpec {
  private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9._/+-]*[A-Za-z0-9]");

  /** How the command is started. */
  public enum Kind {
    /** A program. */
    PROC,
    /** Text for {@code /bin/sh}. */
    SH,
    /** A program with a channel. */
    FORK
  }

  private final ProcessSpecBuilder from;
  private final List<String> command;
  private final Map<String, String> env;

  ProcessSpec(ProcessSpecBuilder from) {
    this.from = from;
    command = List.copyOf(from.command);
    env = Collections.unmodifiableMap(new LinkedHashMap<>(from.env));
  }

  /** A program and its arguments; never pasted into shell text. */
  public static ProcessSpecBuilder proc(String address, String... command) {
    return new ProcessSpecBuilder(address, Kind.PROC, List.of(command));
  }

  /** Text for {@code /bin/sh}. Never put input of others into it. */
  public static ProcessSpecBuilder shell(String address, String text) {
    return new ProcessSpecBuilder(address, Kind.SH, List.of(text));
  }

  /** A program with a channel, as {@code fork} of Node. */
  public static ProcessSpecBuilder fork(String address, String... command) {
    return new ProcessSpecBuilder(address, Kind.FORK, List.of(command));
  }

  /**
   * Reads a configuration:
   *
   * <pre>
   * {
   *   "command": ["python3", "worker.py"],   or "shell": "text", or "fork": ["node", "thumb.js"]
   *   "address": "thumbs",
   *   "events": "thumbs.events",
   *   "cwd": "/srv", "env": {"STAGE": "prod"}, "inheritEnv": true, "uid": 65534, "gid": 65534,
   *   "stdin": "lines",                      lines, chunks, frames, json, ignore
   *   "stdout": "lines",                     or {"mode", "delivery": "publish"|"credit", "longest"}
   *   "stderr": "lines",
   *   "requests": {"timeout": "30s", "concurrency": 64, "queue": 1024},
   *   "restart": {"policy": "always", "limit": 10, "period": "60s"},   or on-failure, never
   *   "ready": {"line": "^listening", "timeout": "60s"},               or "message": {...}
   *   "stop": {"drain": "10s", "grace": "20s"},
   *   "show": false,
   *   "bus": {"inbound": [...], "outbound": [...]}
   * }
   * </pre>
   *
   * Of these only a command and the address are needed; shown are the defaults, but for {@code
   * ready}: by default a child is ready when it is started, {@code uid} and {@code gid}: by default
   * it runs as this JVM does (see {@link ProcessSpecBuilder#user}), and {@code bus}: by default a
   * forked child does not speak on the bus.
   *
   * @throws ConfigException with every problem, each with its path; unknown keys are problems
   */
  public static ProcessSpec fromJson(JsonObject json) {
    return ProcessSpecReader.read(json, null);
  }

  public Kind kind() {
    return from.kind;
  }

  /** The program and its arguments, or the one shell text. */
  public List<String> command() {
    return command;
  }

  public String address() {
    return from.address;
  }

  /** Where events are published: {@code ADDRESS.events} unless told otherwise. */
  public String events() {
    return from.events == null ? from.address + ".events" : from.events;
  }

  /** The child's directory; empty for this JVM's. */
  public Optional<Path> directory() {
    return Optional.ofNullable(from.directory);
  }

  /** Variables laid over what is inherited. */
  public Map<String, String> env() {
    return env;
  }

  public boolean inheritEnv() {
    return from.inheritEnv;
  }

  ChildUser user() {
    return from.user;
  }

  public StreamMode stdin() {
    return from.stdin;
  }

  public OutputSpec stdout() {
    return from.stdout;
  }

  public OutputSpec stderr() {
    return from.stderr;
  }

  public RequestLimits requests() {
    return from.requests;
  }

  public RestartPolicy restart() {
    return from.restart;
  }

  public Readiness ready() {
    return from.ready;
  }

  public StopPolicy stop() {
    return from.stop;
  }

  /** Whether output is also written, by whole lines, to this JVM's own stdout and stderr. */
  public boolean show() {
    return from.show;
  }

  /**
   * What a forked child may reach that speaks on the bus itself, see {@link BusChannel}; empty for
   * one that does not. Its address is its own then: it has to register there.
   */
  public Optional<BusPermissions> bus() {
    return Optional.ofNullable(from.bus);
  }

  /**
   * Of the first word of a command or of a shell text, without its directory; the shell's where its
   * text begins with something else, such as an assignment.
   */
  static String programName(Kind kind, List<String> command) {
    String first = command.get(0).strip().split("\\s", 2)[0];
    if (kind == Kind.SH && !PLAIN_WORD.matcher(first).matches()) {
      return "sh";
    }
    return first.substring(first.lastIndexOf('/') + 1);
  }

  /** How requests are told to the child and answers known. */
  RequestProtocol protocol() {
    if (kind() == Kind.FORK) {
      return bus().isPresent() ? RequestProtocol.NONE : RequestProtocol.CORRELATED;
    }
    if (stdin() == StreamMode.JSON && stdout().isPublished(StreamMode.JSON)) {
      return RequestProtocol.CORRELATED;
    }
    boolean lines = stdin() == StreamMode.LINES && stdout().isPublished(StreamMode.LINES);
    boolean frames = stdin() == StreamMode.FRAMES && stdout().isPublished(StreamMode.FRAMES);
    return lines || frames ? RequestProtocol.ORDERED : RequestProtocol.NONE;
  }
}
