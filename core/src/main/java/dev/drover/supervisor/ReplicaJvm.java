package dev.drover.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drover.process.ChildOutput;
import dev.drover.process.ChildProcess;
import dev.drover.process.ExitStatus;
import dev.drover.process.Signal;
import dev.drover.supervisor.SupervisorListener.Stream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A replica that really runs. */
final class ReplicaJvm implements ReplicaProcess {
  /** In bytes; longer lines come in pieces. */
  static final int LONGEST_LINE = 64 * 1024;

  // Who has left the replica's process group may hold its output open for as long as it likes.
  private static final long OUTPUT_LIMIT_MILLIS = 1_000;

  private final Vertx vertx;
  private final Context context;
  private final ChildProcess process;
  private final Future<ExitStatus> ended;

  /**
   * On the context it was spawned on.
   *
   * @param cleanUp called when it has ended and before that is told; may block briefly
   */
  ReplicaJvm(
      Vertx vertx, ChildProcess process, BiConsumer<Stream, String> output, Runnable cleanUp) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.process = process;
    Future<Void> taken =
        Future.join(
                pump(process.stdout(), Stream.STDOUT, output),
                pump(process.stderr(), Stream.STDERR, output))
            .mapEmpty();
    ended =
        process
            .exit()
            .onFailure(unknown -> process.killTree(Signal.KILL))
            .transform(
                exit ->
                    endOutput(taken)
                        .transform(done -> blocking(cleanUp))
                        .transform(done -> (Future<ExitStatus>) exit));
  }

  private Future<Void> pump(ChildOutput from, Stream stream, BiConsumer<Stream, String> output) {
    return new LinePump(
            context, from.lines(UTF_8, LONGEST_LINE), line -> output.accept(stream, line))
        .start();
  }

  /**
   * A reader who is slower than the limit still gets all that the replica wrote, after its end has
   * been told. By the JDK's timer: Vert.x cancels its own when it closes.
   */
  private Future<Void> endOutput(Future<Void> taken) {
    CompletableFuture<Void> limited = taken.toCompletionStage().toCompletableFuture();
    limited.completeOnTimeout(null, OUTPUT_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    return Future.fromCompletionStage(limited, context)
        .onComplete(
            over -> {
              process.stdout().close();
              process.stderr().close();
            });
  }

  private Future<Void> blocking(Runnable action) {
    return vertx.executeBlocking(
        () -> {
          action.run();
          return null;
        },
        false);
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Future<ExitStatus> ended() {
    return ended;
  }

  @Override
  public Future<ExitStatus> exited() {
    return process.exit();
  }

  @Override
  public void terminate() {
    process.kill(Signal.TERM);
  }

  @Override
  public void kill() {
    // The JDK back end reads the whole list of processes to find the replica's descendants.
    blocking(() -> process.killTree(Signal.KILL));
  }
}
