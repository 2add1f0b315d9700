package dev.drover.process;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.EventExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads a blocking pipe on a thread that exists while the stream has a handler. What is left when
 * the child ends without one, the JDK keeps in memory.
 */
final class JdkSource extends OutputQueue {
  private static final int CHUNK = 64 * 1024;
  private static final int CHUNKS_WAITING = 8;

  private final InputStream in;
  private final Reader reader;
  private final Promise<Void> drained = Promise.promise();
  private volatile boolean closed;
  private volatile boolean childEnded;

  JdkSource(ContextInternal context, InputStream in) {
    this(context, in, new Reader());
  }

  private JdkSource(ContextInternal context, InputStream in, Reader reader) {
    super(context, reader, CHUNKS_WAITING);
    this.in = in;
    this.reader = reader;
  }

  /**
   * The reading thread as Vert.x' queue sees it. What it is told to do it does itself, between two
   * chunks: "go on" may be sent before this thread has come to note that the queue is full, and
   * must not be forgotten then.
   */
  private static final class Reader implements EventExecutor {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private volatile Thread thread;
    private boolean full;

    @Override
    public boolean inThread() {
      return Thread.currentThread() == thread;
    }

    @Override
    public synchronized void execute(Runnable task) {
      tasks.add(task);
      notifyAll();
    }

    synchronized void awaitRoom() throws InterruptedException {
      while (true) {
        for (Runnable task; (task = tasks.poll()) != null; ) {
          task.run();
        }
        if (!full) {
          return;
        }
        wait();
      }
    }
  }

  /** Completes at the end of the stream: the user's, or the child's where nobody reads. */
  Future<Void> drained() {
    return drained.future();
  }

  @Override
  void startReading() {
    JdkThreads.POOL.execute(this::read);
  }

  @Override
  void stopReading() {
    reader.full = true;
  }

  @Override
  void continueReading() {
    reader.full = false;
  }

  private void read() {
    reader.thread = Thread.currentThread();
    try {
      pushEnd(readAll());
      consumed().onComplete(end -> drained.tryComplete());
    } catch (RejectedExecutionException vertxClosed) {
      abandon(); // There is nobody to tell.
      drained.tryComplete();
    }
  }

  /** What went wrong; null at a proper end. */
  private IOException readAll() {
    byte[] scratch = new byte[CHUNK];
    try (in) {
      for (int count; (count = in.read(scratch)) >= 0; ) {
        count(count);
        push(Buffer.buffer(Arrays.copyOf(scratch, count)));
        reader.awaitRoom();
      }
      return null;
    } catch (IOException e) {
      return closed ? null : e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new IOException("interrupted", e);
    }
  }

  /**
   * The JDK has saved what was in the pipe when the child ended, and reads no more; a thread of
   * ours that waits for somebody else's bytes ends with him.
   */
  @Override
  public void close() {
    if (childEnded) {
      abandon();
      drained.tryComplete();
    } else {
      closeNow();
    }
  }

  void childEnded() {
    childEnded = true;
    if (!everAttached()) {
      drained.tryComplete();
    }
  }

  /** Ends the stream although somebody may hold the pipe. */
  void closeNow() {
    closed = true;
    abandon();
    drained.tryComplete();
    JdkThreads.POOL.execute(
        () -> {
          try {
            in.close();
          } catch (IOException gone) {
            // It is closed then.
            return;
          }
        });
  }
}
