package dev.drover.process;

import dev.drover.process.SpawnException.Reason;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts children on threads of its own: a start blocks its thread for up to a millisecond. One
 * thread for every two processors, at most four, since the kernel lets only one at a time copy the
 * JVM's page tables anyway; idle ones end.
 */
final class Spawner {
  private static final Logger LOG = LoggerFactory.getLogger(Spawner.class);
  private static final Executor THREADS = threads();

  private Spawner() {}

  private static Executor threads() {
    int count = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            count,
            count,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "drover-spawn-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  static Future<SpawnedProcess> spawn(ContextInternal context, SpawnRequest request) {
    Promise<SpawnedProcess> started = context.promise();
    keepJvmAlive(context);
    Listeners listeners = Listeners.of(request.options());
    try {
      THREADS.execute(() -> spawn(context, request, listeners, started));
    } catch (OutOfMemoryError noThread) {
      fail(request, listeners, started, outOfMemory(request, noThread));
    }
    return started.future();
  }

  /**
   * Vert.x' threads do, but start with their first task only; ours do not: a {@code main} that
   * spawns and returns must not end the JVM under its child.
   */
  private static void keepJvmAlive(ContextInternal context) {
    EventLoop loop = context.nettyEventLoop();
    if (!loop.inEventLoop()) {
      loop.execute(() -> {});
    }
  }

  /** Work that an event loop must not do. */
  static void execute(Runnable work) {
    THREADS.execute(work);
  }

  private static void spawn(
      ContextInternal context,
      SpawnRequest request,
      Listeners listeners,
      Promise<SpawnedProcess> started) {
    try {
      ProcessBackend backend = Backends.get();
      request.requireFeatures(backend);
      refuseCancelled(request);
      Child child = backend.spawn(request, context);
      SpawnedProcess process = new SpawnedProcess(context, request, child, listeners);
      process.countBytes();
      listeners.tell(listener -> listener.spawned(process));
      handOver(context, process, started);
    } catch (SpawnException e) {
      fail(request, listeners, started, e);
    } catch (OutOfMemoryError e) {
      fail(request, listeners, started, outOfMemory(request, e));
    } catch (RuntimeException | Error e) {
      started.fail(e); // First: a logger may fail too, such as when descriptors have run out.
      LOG.error("cannot spawn '" + request.command() + "'", e);
    }
  }

  private static SpawnException outOfMemory(SpawnRequest request, OutOfMemoryError error) {
    String what = "cannot spawn '" + request.command() + "': " + error.getMessage();
    return new SpawnException(Reason.OUT_OF_RESOURCES, "ENOMEM", what, error);
  }

  private static void fail(
      SpawnRequest request,
      Listeners listeners,
      Promise<SpawnedProcess> started,
      SpawnException failure) {
    listeners.tell(listener -> listener.spawnFailed(request.describe(), failure));
    started.fail(failure);
  }

  /**
   * In this order on the context: the child's start, then what happens to it. So whoever sets
   * handlers in the former misses nothing of the latter.
   */
  private static void handOver(
      ContextInternal context, SpawnedProcess process, Promise<SpawnedProcess> started) {
    try {
      started.complete(process);
      context.execute(process::begin);
    } catch (RejectedExecutionException vertxClosed) {
      process.discard();
    }
  }

  private static void refuseCancelled(SpawnRequest request) throws SpawnException {
    Future<?> cancellation = request.options().cancellation().orElse(null);
    if (cancellation != null && cancellation.isComplete()) {
      throw new SpawnException(
          Reason.CANCELLED,
          "",
          "'" + request.command() + "' was cancelled before its start",
          cancellation.cause());
    }
  }
}
