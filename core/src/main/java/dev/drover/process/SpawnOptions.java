package dev.drover.process;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a child process is started and, if need be, ended. Immutable; {@link #builder()} makes one,
 * {@link #DEFAULTS} is one with nothing asked for.
 */
public final class SpawnOptions {
  public static final SpawnOptions DEFAULTS = builder().build();

  private final Path directory;
  private final boolean inheritEnvironment;
  private final Map<String, String> environment;
  private final String argv0;
  private final String shell;
  private final boolean detached;
  private final int uid;
  private final int gid;
  private final ProcessGroup processGroup;
  private final List<Stdio> stdio;
  private final Duration timeout;
  private final Signal killSignal;
  private final Duration forceKillAfter;
  private final Duration orphanGrace;
  private final boolean killGroupAtExit;
  private final Future<?> cancellation;
  private final ProcessListener listener;

  SpawnOptions(SpawnOptionsBuilder from) {
    directory = from.directory;
    inheritEnvironment = from.inheritEnvironment;
    environment = Collections.unmodifiableMap(new java.util.LinkedHashMap<>(from.environment));
    argv0 = from.argv0;
    shell = from.shell;
    detached = from.detached;
    uid = from.uid;
    gid = from.gid;
    processGroup = from.processGroup;
    stdio = StdioRules.oneChannel(from.stdio);
    timeout = from.timeout;
    killSignal = from.killSignal;
    forceKillAfter = from.forceKillAfter;
    orphanGrace = from.orphanGrace;
    killGroupAtExit = from.killGroupAtExit;
    cancellation = from.cancellation;
    listener = from.listener;
  }

  public static SpawnOptionsBuilder builder() {
    return new SpawnOptionsBuilder();
  }

  /** A builder that starts from these options. */
  public SpawnOptionsBuilder toBuilder() {
    SpawnOptionsBuilder builder = new SpawnOptionsBuilder();
    builder.directory = directory;
    builder.inheritEnvironment = inheritEnvironment;
    builder.environment.putAll(environment);
    builder.argv0 = argv0;
    builder.shell = shell;
    builder.detached = detached;
    builder.uid = uid;
    builder.gid = gid;
    builder.processGroup = processGroup;
    builder.stdio(stdio);
    builder.timeout = timeout;
    builder.killSignal = killSignal;
    builder.forceKillAfter = forceKillAfter;
    builder.orphanGrace = orphanGrace;
    builder.killGroupAtExit = killGroupAtExit;
    builder.cancellation = cancellation;
    builder.listener = listener;
    return builder;
  }

  /** The child's working directory; empty for the parent's. */
  public Optional<Path> directory() {
    return Optional.ofNullable(directory);
  }

  /** Whether the parent's environment lies under {@link #environment()}; by default it does. */
  public boolean inheritEnvironment() {
    return inheritEnvironment;
  }

  /** Variables to set; a null value removes an inherited one. */
  public Map<String, String> environment() {
    return environment;
  }

  /** What the child sees as its own name; empty for the command. */
  public Optional<String> argv0() {
    return Optional.ofNullable(argv0);
  }

  /** The shell that {@code spawn} hands the command to as text; empty for none. */
  public Optional<String> shell() {
    return Optional.ofNullable(shell);
  }

  /** Whether the child has a session of its own and outlives this JVM; by default it does not. */
  public boolean detached() {
    return detached;
  }

  /** The user that the child runs as; empty for this JVM's own. */
  public OptionalInt uid() {
    return uid < 0 ? OptionalInt.empty() : OptionalInt.of(uid);
  }

  /** The group that the child runs as; empty for this JVM's own. */
  public OptionalInt gid() {
    return gid < 0 ? OptionalInt.empty() : OptionalInt.of(gid);
  }

  public ProcessGroup processGroup() {
    return processGroup;
  }

  /** At least three; the place is the number of the descriptor. By default all pipes. */
  public List<Stdio> stdio() {
    return stdio;
  }

  /** How long the child may run; zero, the default, for ever. */
  public Duration timeout() {
    return timeout;
  }

  /** What {@link ChildProcess#kill()}, a timeout and a cancellation send; by default SIGTERM. */
  public Signal killSignal() {
    return killSignal;
  }

  /**
   * From the kill signal of a timeout, a cancellation or a close to SIGKILL for the whole tree; by
   * default 5 seconds, zero for never.
   */
  public Duration forceKillAfter() {
    return forceKillAfter;
  }

  /**
   * How long the child may go on when its owner is gone: its verticle undeployed, its Vert.x
   * closed, the JVM ended, be it by SIGKILL. Until then nobody touches it; then it is killed with
   * SIGKILL, and its process group with it. For a child that sees the end of its stdin or channel
   * and comes to an end by itself. Zero, the default, ends it at once. The JDK back end leaves such
   * a child to itself when the JVM ends.
   */
  public Duration orphanGrace() {
    return orphanGrace;
  }

  /**
   * Whether what the child leaves in its process group is killed with SIGKILL when the child has
   * ended; by default it is not.
   */
  public boolean killGroupAtExit() {
    return killGroupAtExit;
  }

  /** Its completion, with whatever result, ends the child; empty for none. */
  public Optional<Future<?>> cancellation() {
    return Optional.ofNullable(cancellation);
  }

  /** Who is told of this child beside those that listen to all; empty for nobody. */
  public Optional<ProcessListener> listener() {
    return Optional.ofNullable(listener);
  }
}
