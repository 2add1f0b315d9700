package dev.drover.process;

import dev.drover.process.Child.Ended;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.WriteStream;
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
public final class ChildProcess {
  private final ContextInternal context;
  private final SpawnRequest request;
  private final Child child;
  private final StopLadder ladder;
  private final Promise<ExitStatus> exit;
  private final Promise<ExitStatus> closed;
  private final Closeable closeHook = this::close;
  private final long startedAt = System.nanoTime();
  private volatile Duration duration;
  private volatile Ended ended;

  ChildProcess(ContextInternal context, SpawnRequest request, Child child) {
    this.context = context;
    this.request = request;
    this.child = child;
    ladder = new StopLadder(context, child, request.options());
    exit = context.promise();
    closed = context.promise();
  }

  /** With default options. */
  public static Future<ChildProcess> spawn(Vertx vertx, String command, String... args) {
    return spawn(vertx, command, List.of(args), SpawnOptions.DEFAULTS);
  }

  /**
   * Starts a command. It is searched in the PATH of the child's own environment.
   *
   * @return fails with a {@link SpawnException}
   * @throws IllegalArgumentException when a command, argument or option can be right nowhere
   */
  public static Future<ChildProcess> spawn(
      Vertx vertx, String command, List<String> args, SpawnOptions options) {
    return Spawner.spawn(contextOf(vertx), SpawnRequest.of(command, args, options));
  }

  /** With default options. */
  public static Future<ProcessResult> exec(Vertx vertx, String shellCommand) {
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
  public static Future<ProcessResult> exec(Vertx vertx, String shellCommand, ExecOptions options) {
    String shell = options.spawn().shell().orElse("/bin/sh");
    SpawnOptions inShell = options.spawn().toBuilder().shell(shell).build();
    return run(vertx, SpawnRequest.of(shellCommand, List.of(), inShell), options);
  }

  /** With default options. */
  public static Future<ProcessResult> execFile(Vertx vertx, String file, String... args) {
    return execFile(vertx, file, List.of(args), ExecOptions.DEFAULTS);
  }

  /** As {@link #exec}, of a command without a shell. */
  public static Future<ProcessResult> execFile(
      Vertx vertx, String file, List<String> args, ExecOptions options) {
    return run(vertx, SpawnRequest.of(file, args, options.spawn()), options);
  }

  private static Future<ProcessResult> run(Vertx vertx, SpawnRequest request, ExecOptions options) {
    return Spawner.spawn(contextOf(vertx), request)
        .compose(process -> new Execution(process, options).result());
  }

  private static ContextInternal contextOf(Vertx vertx) {
    return ((VertxInternal) vertx).getOrCreateContext();
  }

  /** Lets events flow; after whoever spawned has been told. */
  void begin() {
    child.ended().onComplete(this::exited, exit::tryFail);
    child.drained().onComplete(done -> finish());
    ladder.begin();
    if (!request.options().detached() && !context.closeFuture().add(closeHook)) {
      ladder.stop(StopCause.CLOSED, null);
    }
    child.start();
  }

  private void exited(Ended end) {
    duration = Duration.ofNanos(System.nanoTime() - startedAt);
    ended = end;
    exit.tryComplete(end.status());
  }

  private void finish() {
    ladder.end();
    context.closeFuture().remove(closeHook);
    child.release();
    exit.future().onComplete(closed);
  }

  private void close(Completable<Void> done) {
    ladder.stop(StopCause.CLOSED, null);
    // Its readers have gone with the owner: nobody takes what is left.
    exit.future().onComplete(gone -> child.closeStreams());
    closed.future().<Void>mapEmpty().onComplete(done);
  }

  public long pid() {
    return child.pid();
  }

  /** The command and its arguments. */
  public String command() {
    return request.describe();
  }

  /**
   * What the child reads. It fails writes after the child is gone; {@code end()} tells the child
   * that nothing more comes.
   *
   * @throws IllegalStateException when it is no pipe
   */
  public WriteStream<Buffer> stdin() {
    return input(0);
  }

  /**
   * @throws IllegalStateException when it is no pipe
   */
  public ChildOutput stdout() {
    return output(1);
  }

  /**
   * @throws IllegalStateException when it is no pipe
   */
  public ChildOutput stderr() {
    return output(2);
  }

  /**
   * What the child reads from a descriptor.
   *
   * @throws IllegalStateException when it is no pipe that the child reads from
   */
  public WriteStream<Buffer> input(int descriptor) {
    WriteStream<Buffer> input = child.input(descriptor);
    if (input == null) {
      throw new IllegalStateException(noPipe(descriptor));
    }
    return input;
  }

  /**
   * What the child writes to a descriptor.
   *
   * @throws IllegalStateException when it is no pipe that the child writes to
   */
  public ChildOutput output(int descriptor) {
    ChildOutput output = child.output(descriptor);
    if (output == null) {
      throw new IllegalStateException(noPipe(descriptor));
    }
    return output;
  }

  private String noPipe(int descriptor) {
    return "descriptor " + descriptor + " of '" + request.command() + "' is no such pipe";
  }

  boolean hasInput(int descriptor) {
    return child.input(descriptor) != null;
  }

  boolean hasOutput(int descriptor) {
    return child.output(descriptor) != null;
  }

  /** The process is gone; its output may still be on the way, or go on from its own children. */
  public Future<ExitStatus> exit() {
    return exit.future();
  }

  /**
   * The process is gone and every output is at its end: had by its handler, or, where none was ever
   * set, kept for one.
   */
  public Future<ExitStatus> closed() {
    return closed.future();
  }

  /** Why Drover ended it; empty while it was left alone. */
  public Optional<StopCause> stopCause() {
    return Optional.ofNullable(ladder.cause());
  }

  /** What it took of the machine; empty before the exit and where the platform does not tell. */
  public Optional<ResourceUsage> usage() {
    return ended == null ? Optional.empty() : ended.usage();
  }

  /** From the start to the exit, or to now. */
  public Duration duration() {
    Duration whole = duration;
    return whole == null ? Duration.ofNanos(System.nanoTime() - startedAt) : whole;
  }

  /** Sends {@link SpawnOptions#killSignal()}. */
  public boolean kill() {
    return kill(request.options().killSignal());
  }

  /** By name: {@code SIGTERM}, {@code term}. */
  public boolean kill(String signal) {
    return kill(Signal.of(signal));
  }

  /** By number. */
  public boolean kill(int signal) {
    return kill(Signal.of(signal));
  }

  /**
   * Sends a signal to the child, and never to another process that may have got its pid since.
   *
   * @return whether the child was there to get it
   * @throws UnsupportedOperationException when the back end cannot send this one
   */
  public boolean kill(Signal signal) {
    return ended == null && child.kill(signal, false);
  }

  /**
   * Sends a signal to the child and all it has started: its process group where it has one of its
   * own, even after the child itself is gone, else its descendants.
   *
   * @return whether anybody was there to get it
   */
  public boolean killTree(Signal signal) {
    return child.kill(signal, true);
  }

  /** Ends it as a timeout would. */
  void stop(StopCause cause) {
    ladder.stop(cause, null);
  }

  /** What the cancellation failed with; else null. */
  Throwable stopReason() {
    return ladder.reason();
  }

  ContextInternal context() {
    return context;
  }
}
