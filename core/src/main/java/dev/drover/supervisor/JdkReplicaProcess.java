package dev.drover.supervisor;

import dev.drover.supervisor.SupervisorListener.Stream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A replica started through {@link ProcessBuilder}: two threads read its output. */
final class JdkReplicaProcess implements ReplicaProcess {
  // A descendant of the replica may hold its output open for as long as it likes.
  private static final long OUTPUT_LIMIT_MILLIS = 1_000;

  private final Vertx vertx;
  private final Process process;
  private final Future<Integer> ended;

  /**
   * @param context where its end is told
   * @param cleanUp called when it has ended and before that is told; may block briefly
   */
  JdkReplicaProcess(
      Context context,
      SlotId slot,
      Process process,
      BiConsumer<Stream, String> output,
      Runnable cleanUp) {
    this.vertx = context.owner();
    this.process = process;
    CompletableFuture<Void> written =
        CompletableFuture.allOf(
            read(slot, Stream.STDOUT, process.getInputStream(), output),
            read(slot, Stream.STDERR, process.getErrorStream(), output));
    CompletionStage<Integer> end =
        process
            .onExit()
            .thenCompose(
                gone -> written.completeOnTimeout(null, OUTPUT_LIMIT_MILLIS, TimeUnit.MILLISECONDS))
            .thenRunAsync(cleanUp)
            .thenApply(cleaned -> process.exitValue());
    ended = Future.fromCompletionStage(end, context);
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Future<Integer> ended() {
    return ended;
  }

  @Override
  public void terminate() {
    process.destroy();
  }

  @Override
  public void kill() {
    // Looking for descendants reads the whole list of processes.
    vertx.executeBlocking(
        () -> {
          List<ProcessHandle> descendants = process.descendants().toList();
          process.destroyForcibly();
          descendants.stream()
              .filter(ProcessHandle::isAlive)
              .forEach(ProcessHandle::destroyForcibly);
          return null;
        },
        false);
  }

  private static CompletableFuture<Void> read(
      SlotId slot, Stream stream, InputStream from, BiConsumer<Stream, String> output) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    LineReader reader = new LineReader(line -> output.accept(stream, line));
    Thread thread =
        new Thread(
            () -> {
              try {
                reader.readAll(from);
              } catch (IOException e) {
                // Closed under us when the process ended: all there was has been read.
              } finally {
                end.complete(null);
              }
            },
            "drover-" + slot + "-" + stream.name().toLowerCase(Locale.ROOT));
    thread.setDaemon(true);
    thread.start();
    return end;
  }
}
