package dev.drover.supervisor;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Takes one stream's lines from the event loop to somebody who may block on them, in order. What he
 * has not taken yet is little: then the stream pauses, and in the end the replica's write blocks.
 */
final class LinePump {
  /** In characters. */
  private static final int FULL = 256 * 1024;

  /** A thread for each stream that has lines, which may be blocked for as long as it likes. */
  private static final Executor THREADS = threads();

  private final Context context;
  private final ReadStream<String> lines;
  private final Consumer<String> taker;
  private final Promise<Void> ended = Promise.promise();

  // Guarded by this.
  private final Queue<String> waiting = new ArrayDeque<>();
  private int characters;
  private boolean taking;
  private boolean paused;
  private boolean sourceEnded;

  /**
   * @param context whose event loop the stream is on
   * @param taker called on one thread at a time
   */
  LinePump(Context context, ReadStream<String> lines, Consumer<String> taker) {
    this.context = context;
    this.lines = lines;
    this.taker = taker;
  }

  private static Executor threads() {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "drover-output-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** On the stream's context; completes, on any thread, when the last line has been taken. */
  Future<Void> start() {
    lines.endHandler(end -> arrived(null)).handler(this::arrived);
    return ended.future();
  }

  /**
   * @param line null for the end
   */
  private synchronized void arrived(String line) {
    if (line == null) {
      sourceEnded = true;
    } else {
      waiting.add(line);
      characters += size(line);
    }
    if (!paused && characters >= FULL) {
      paused = true;
      lines.pause();
    }
    if (!taking) {
      taking = true;
      THREADS.execute(this::takeAll);
    }
  }

  private static int size(String line) {
    return line.length() + 1;
  }

  private void takeAll() {
    boolean all = false;
    try {
      for (String line; (line = next()) != null; ) {
        taker.accept(line);
      }
      all = true;
    } finally {
      if (!all) {
        THREADS.execute(this::takeAll); // An error of the taker's costs him that line only.
      }
    }
  }

  private synchronized String next() {
    String line = waiting.poll();
    characters -= line == null ? 0 : size(line);
    if (paused && characters <= FULL / 2) {
      paused = false;
      resume();
    }
    if (line == null) {
      taking = false;
      if (sourceEnded) {
        ended.tryComplete();
      }
    }
    return line;
  }

  private void resume() {
    try {
      context.runOnContext(go -> lines.resume());
    } catch (RejectedExecutionException vertxClosed) {
      sourceEnded = true;
    }
  }
}
