package dev.drover.process;

import dev.drover.process.WriteQueue.Write;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * Writes a child's input. The stream's methods may be called on any thread; a write is done when
 * the kernel has taken all of it. The rest runs on the loop.
 */
final class PipeSink implements WriteStream<Buffer> {
  private static final String CLOSED = "the child has closed its input (EPIPE)";
  private static final int CHUNK = 64 * 1024;
  private static final int WRITES_PER_TURN = 16;
  private static final int DEFAULT_QUEUE_SIZE = 64 * 1024;
  private static final FastThreadLocal<ByteBuffer> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected ByteBuffer initialValue() {
          return ByteBuffer.allocateDirect(CHUNK);
        }
      };

  private final ContextInternal context;
  private final IoEventLoop loop;
  private final PipeEnd end;
  private final AtomicLong pending = new AtomicLong();
  private final Promise<Void> ended;
  private volatile int maxPending = DEFAULT_QUEUE_SIZE;
  private volatile boolean wasFull;
  private volatile Handler<Void> drainHandler;
  private volatile Handler<Throwable> exceptionHandler;
  private volatile IntConsumer counter = bytes -> {};

  private final WriteQueue queue = new WriteQueue();
  private boolean writable = true;
  private boolean ending;
  private boolean finished;
  private boolean flushing;
  private boolean flushScheduled;

  PipeSink(ContextInternal context, IoEventLoop loop, PipeEnd end) {
    this.context = context;
    this.loop = loop;
    this.end = end;
    ended = context.promise();
  }

  @Override
  public Future<Void> write(Buffer data) {
    Promise<Void> done = context.promise();
    Write write = Write.of(data, done);
    pending.addAndGet(write.length());
    onLoop(() -> enqueue(write));
    return done.future();
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  private void enqueue(Write write) {
    if (finished || ending) {
      pending.addAndGet(-write.length());
      write.done().fail(new IOException(ending ? "the child's input has ended" : CLOSED));
      return;
    }
    queue.add(write);
    if (write.length() >= CHUNK) {
      flush();
    } else if (!flushScheduled) {
      flushSoon();
    }
  }

  /** What is written meanwhile, such as the answers to a batch of messages, goes in one call. */
  private void flushSoon() {
    flushScheduled = true;
    try {
      loop.execute(
          () -> {
            flushScheduled = false;
            flush();
          });
    } catch (RejectedExecutionException loopEnds) {
      flush();
    }
  }

  /** Who is told of every write's size; before anything is written. */
  void onBytes(IntConsumer newCounter) {
    counter = newCounter;
  }

  void writable(boolean peerGone) {
    if (peerGone && queue.isEmpty() && !end.isSocket()) {
      finish(); // Nobody reads any more; the next write is told.
      return;
    }
    writable = true;
    flush();
  }

  private void flush() {
    if (flushing) {
      return;
    }
    flushing = true;
    try {
      for (int turn = 0; writable && !queue.isEmpty(); turn++) {
        if (turn == WRITES_PER_TURN) {
          LoopCall.afterEvents(loop, this::flush);
          break;
        }
        writeOnce();
      }
    } catch (IOException e) {
      lose(new IOException(CLOSED, e));
      finish();
    } finally {
      flushing = false;
    }
    tellDrained();
    if (ending && queue.isEmpty()) {
      finish();
    }
  }

  private void writeOnce() throws IOException {
    ByteBuffer scratch = SCRATCH.get().clear();
    queue.gather(scratch);
    int filled = scratch.position();
    int written = filled == 0 ? 0 : end.fd().write(scratch, 0, filled);
    writable = written == filled;
    if (!writable) {
      end.register();
    }
    pending.addAndGet(-written);
    counter.accept(written);
    queue.taken(written);
  }

  private void tellDrained() {
    Handler<Void> handler = drainHandler;
    if (wasFull && handler != null && pending.get() <= maxPending / 2) {
      wasFull = false;
      context.emit(null, handler);
    }
  }

  private void fail(String reason) {
    if (!queue.isEmpty()) {
      lose(new IOException(reason));
    }
    finish();
    tellDrained();
  }

  private void lose(IOException cause) {
    pending.addAndGet(-queue.fail(cause));
    Handler<Throwable> handler = exceptionHandler;
    if (handler != null) {
      context.emit(cause, handler);
    }
    ended.tryFail(cause);
  }

  private void finish() {
    if (!finished) {
      finished = true;
      end.shutdownOutput();
      ended.tryComplete();
      end.sideClosed();
    }
  }

  void childEnded() {
    if (!finished) {
      fail("the child has ended");
    }
  }

  /** The descriptor is closed under the stream. */
  void endClosed() {
    if (!finished) {
      fail("the child's input was closed");
    }
  }

  /** A descriptor for another child that writes too. On any thread but the loop. */
  int lend() throws IOException {
    return LoopCall.get(
        loop,
        () -> {
          if (finished || ending) {
            throw new IOException("the input has ended");
          }
          return end.isSocket()
              ? Descriptors.duplicate(end.fd().intValue(), 0)
              : Descriptors.reopen(end.fd().intValue(), Libc.O_WRONLY);
        });
  }

  @Override
  public Future<Void> end() {
    onLoop(
        () -> {
          ending = true;
          flush();
        });
    return ended.future();
  }

  @Override
  public boolean writeQueueFull() {
    if (pending.get() < maxPending) {
      return false;
    }
    wasFull = true;
    // The loop may have drained it in between without having seen the mark.
    return pending.get() > maxPending / 2;
  }

  @Override
  public PipeSink setWriteQueueMaxSize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("write queue size must be >= 1, was " + size);
    }
    maxPending = size;
    return this;
  }

  @Override
  public PipeSink drainHandler(Handler<Void> handler) {
    drainHandler = handler;
    if (handler != null && wasFull) {
      onLoop(this::tellDrained);
    }
    return this;
  }

  @Override
  public PipeSink exceptionHandler(Handler<Throwable> handler) {
    exceptionHandler = handler;
    return this;
  }
}
