package dev.drover.process;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A spawned program. Its handlers and futures run on the Vert.x context that spawned it; its
 * methods may be called on any thread.
 *
 * <p>Order: the future of {@link #spawn} completes before any data and any end; {@link #exit()}
 * when the process is gone, {@link #closed()} when its output is at its end too, each once. Unless
 * detached, a child is killed when the verticle that spawned it is undeployed, when its Vert.x
 * closes and, on Linux, when the JVM ends, however it ends.
 */
public interface ChildProcess {

  /** With default options. */
  static Future<ChildProcess> spawn(Vertx vertx, String command, String... args) {
    return spawn(vertx, command, List.of(args), SpawnOptions.DEFAULTS);
  }

  /**
   * Starts a command. It is searched in the PATH of the child's own environment.
   *
   * @return fails with a {@link SpawnException}
   * @throws IllegalArgumentException when a command, argument or option can be right nowhere
   */
  static Future<ChildProcess> spawn(
      Vertx vertx, String command, List<String> args, SpawnOptions options) {
    return Spawner.spawn(Contexts.of(vertx), SpawnRequest.of(command, args, options))
        .map(process -> process);
  }

  /** With default options. */
  static Future<ProcessResult> exec(Vertx vertx, String shellCommand) {
    return exec(vertx, shellCommand, ExecOptions.DEFAULTS);
  }

  /**
   * Runs text in a shell ({@code /bin/sh} unless the options name another) to its end and collects
   * its output. Never put input of others into the text: use {@link #execFile}.
   *
   * @return fails with an {@link ExecException} unless the command exits with code 0, with a {@link
   *     SpawnException} when it cannot be started
   * @throws IllegalArgumentException as {@link #spawn}
   */
  static Future<ProcessResult> exec(Vertx vertx, String shellCommand, ExecOptions options) {
    return Execution.start(
        Contexts.of(vertx), SpawnRequest.ofShell(shellCommand, options.spawn()), options);
  }

  /** With default options. */
  static Future<ProcessResult> execFile(Vertx vertx, String file, String... args) {
    return execFile(vertx, file, List.of(args), ExecOptions.DEFAULTS);
  }

  /** As {@link #exec}, of a command without a shell. */
  static Future<ProcessResult> execFile(
      Vertx vertx, String file, List<String> args, ExecOptions options) {
    return Execution.start(
        Contexts.of(vertx), SpawnRequest.of(file, args, options.spawn()), options);
  }

  /**
   * Starts a program with a {@link #channel()}. A Node script needs no change; any other program
   * reads and writes JSON lines on the descriptor that {@code DROVER_CHANNEL_FD} names. The JDK
   * back end, which cannot pass descriptors, names a unix socket to connect to in {@code
   * DROVER_CHANNEL_PATH} instead.
   *
   * @return fails with a {@link SpawnException}; on Windows there is no channel
   * @throws IllegalArgumentException as {@link #spawn}, and for a shell
   */
  static Future<ChildProcess> fork(
      Vertx vertx, String command, List<String> args, SpawnOptions options) {
    return Spawner.spawn(Contexts.of(vertx), SpawnRequest.ofFork(command, args, options))
        .map(process -> process);
  }

  /**
   * Starts a main class in a new JVM with a {@link #channel()}, whose other end is {@link
   * Channel#toParent}.
   *
   * @return as {@link #fork(Vertx, String, List, SpawnOptions)}
   */
  static Future<ChildProcess> fork(
      Vertx vertx, JvmCommand jvm, List<String> args, SpawnOptions options) {
    return Spawner.spawn(Contexts.of(vertx), SpawnRequest.ofFork(jvm, args, options))
        .map(process -> process);
  }

  /**
   * Deploys a verticle in a new JVM with a {@link #channel()}, whose other end is {@link
   * Channel#toParent}: the verticle's, or its first instance's that asks for it.
   *
   * @return as {@link #fork(Vertx, String, List, SpawnOptions)}; completes with the JVM's start,
   *     and the verticle may still fail: {@link #exit()} and stderr tell
   */
  static Future<ChildProcess> fork(Vertx vertx, VerticleCommand command, SpawnOptions options) {
    return fork(vertx, command.jvm(), command.arguments(), options)
        .onSuccess(process -> process.channel().send(command.order()));
  }

  /**
   * As {@link #exec}, but waits for the end: for worker and virtual threads and for a {@code main}.
   *
   * @throws IllegalStateException on an event loop, which must not wait
   * @throws ExecException unless the command exits with code 0
   * @throws SpawnException when it cannot be started
   * @throws java.io.InterruptedIOException when the waiting thread is interrupted; the command is
   *     ended then
   */
  static ProcessResult execSync(Vertx vertx, String shellCommand, ExecOptions options)
      throws IOException {
    return Blocking.run(
        "exec", vertx, SpawnRequest.ofShell(shellCommand, options.spawn()), options);
  }

  /** As {@link #execFile}, and as {@link #execSync}. */
  static ProcessResult execFileSync(
      Vertx vertx, String file, List<String> args, ExecOptions options) throws IOException {
    return Blocking.run("execFile", vertx, SpawnRequest.of(file, args, options.spawn()), options);
  }

  long pid();

  /** The command and its arguments. */
  String command();

  /**
   * What the child reads. It fails writes after the child is gone; {@code end()} tells the child
   * that nothing more comes.
   *
   * @throws IllegalStateException when it is no pipe
   */
  default WriteStream<Buffer> stdin() {
    return input(0);
  }

  /**
   * @throws IllegalStateException when it is no pipe
   */
  default ChildOutput stdout() {
    return output(1);
  }

  /**
   * @throws IllegalStateException when it is no pipe
   */
  default ChildOutput stderr() {
    return output(2);
  }

  /**
   * What the child reads from a descriptor.
   *
   * @throws IllegalStateException when it is no pipe that the child reads from
   */
  WriteStream<Buffer> input(int descriptor);

  /**
   * What the child writes to a descriptor.
   *
   * @throws IllegalStateException when it is no pipe that the child writes to
   */
  ChildOutput output(int descriptor);

  /**
   * The channel of a forked child.
   *
   * @throws IllegalStateException when it has none
   */
  Channel channel();

  /** The process is gone; its output may still be on the way, or go on from its own children. */
  Future<ExitStatus> exit();

  /**
   * The process is gone and every output is at its end: had by its handler, or, where none was ever
   * set, kept for one.
   */
  Future<ExitStatus> closed();

  /** Why Drover ended it; empty while it was left alone. */
  Optional<StopCause> stopCause();

  /** What it took of the machine; empty before the exit and where the platform does not tell. */
  Optional<ResourceUsage> usage();

  /** From the start to the exit, or to now. */
  Duration duration();

  /** Sends {@link SpawnOptions#killSignal()}. */
  boolean kill();

  /** By name: {@code SIGTERM}, {@code term}. */
  default boolean kill(String signal) {
    return kill(Signal.of(signal));
  }

  /** By number. */
  default boolean kill(int signal) {
    return kill(Signal.of(signal));
  }

  /**
   * Sends a signal to the child, and never to another process that may have got its pid since.
   *
   * @return whether the child was there to get it
   * @throws UnsupportedOperationException when the back end cannot send this one
   */
  boolean kill(Signal signal);

  /**
   * Sends a signal to the child and all it has started: its process group where it has one of its
   * own, even after the child itself is gone, else its descendants.
   *
   * @return whether anybody was there to get it
   */
  boolean killTree(Signal signal);
}
