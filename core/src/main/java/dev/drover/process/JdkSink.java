package dev.drover.process;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.function.IntConsumer;

/** Writes a blocking pipe on a thread that exists while there is something to write. */
final class JdkSink implements WriteStream<Buffer> {
  private static final int DEFAULT_QUEUE_SIZE = 64 * 1024;

  private record Write(Buffer bytes, Promise<Void> done) {}

  private final ContextInternal context;
  private final OutputStream out;
  private final Promise<Void> ended;

  // Guarded by this.
  private final ArrayDeque<Write> queue = new ArrayDeque<>();
  private long pending;
  private int maxPending = DEFAULT_QUEUE_SIZE;
  private boolean wasFull;
  private boolean ending;
  private boolean finished;
  private boolean writing;
  private Handler<Void> drainHandler;
  private Handler<Throwable> exceptionHandler;
  private volatile IntConsumer counter = bytes -> {};

  JdkSink(ContextInternal context, OutputStream out) {
    this.context = context;
    this.out = out;
    ended = context.promise();
  }

  @Override
  public synchronized Future<Void> write(Buffer data) {
    if (finished || ending) {
      String why =
          ending ? "the child's input has ended" : "the child has closed its input (EPIPE)";
      return context.failedFuture(new IOException(why));
    }
    Promise<Void> done = context.promise();
    queue.add(new Write(data, done));
    pending += data.length();
    work();
    return done.future();
  }

  @Override
  public synchronized Future<Void> end() {
    ending = true;
    work();
    return ended.future();
  }

  /** Who is told of every write's size; before anything is written. */
  void onBytes(IntConsumer newCounter) {
    counter = newCounter;
  }

  private void work() {
    if (!writing && !finished) {
      writing = true;
      JdkThreads.POOL.execute(this::writeAll);
    }
  }

  private void writeAll() {
    try {
      for (Write write; (write = next()) != null; ) {
        out.write(write.bytes().getBytes());
        if (isLast(write)) {
          out.flush();
        }
        counter.accept(write.bytes().length());
        written(write);
      }
    } catch (IOException e) {
      fail(new IOException("the child has closed its input (EPIPE)", e));
    }
  }

  /** Null when there is nothing more; the thread is let go then. */
  private synchronized Write next() throws IOException {
    Write write = finished ? null : queue.peek();
    if (write == null) {
      writing = false;
      if (ending && !finished) {
        finished = true;
        out.close();
        ended.tryComplete();
      }
    }
    return write;
  }

  private synchronized boolean isLast(Write write) {
    return queue.peekLast() == write;
  }

  private synchronized void written(Write write) {
    if (queue.remove(write)) {
      pending -= write.bytes().length();
      write.done().complete();
    }
    tellDrained();
  }

  private void tellDrained() {
    if (wasFull && drainHandler != null && pending <= maxPending / 2) {
      wasFull = false;
      context.emit(null, drainHandler);
    }
  }

  private synchronized void fail(IOException cause) {
    finished = true;
    if (!queue.isEmpty()) {
      queue.forEach(write -> write.done().fail(cause));
      queue.clear();
      pending = 0;
      ended.tryFail(cause);
      if (exceptionHandler != null) {
        context.emit(cause, exceptionHandler);
      }
      tellDrained();
    }
    ended.tryComplete();
    JdkThreads.POOL.execute(this::close);
  }

  private void close() {
    try {
      out.close();
    } catch (IOException gone) {
      // The child is; there is nothing to tell it.
      return;
    }
  }

  void childEnded() {
    boolean already;
    synchronized (this) {
      already = finished;
    }
    if (!already) {
      fail(new IOException("the child has ended"));
    }
  }

  @Override
  public synchronized boolean writeQueueFull() {
    boolean full = pending >= maxPending;
    wasFull |= full;
    return full;
  }

  @Override
  public synchronized JdkSink setWriteQueueMaxSize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("write queue size must be >= 1, was " + size);
    }
    maxPending = size;
    return this;
  }

  @Override
  public synchronized JdkSink drainHandler(Handler<Void> handler) {
    drainHandler = handler;
    tellDrained();
    return this;
  }

  @Override
  public synchronized JdkSink exceptionHandler(Handler<Throwable> handler) {
    exceptionHandler = handler;
    return this;
  }
}
