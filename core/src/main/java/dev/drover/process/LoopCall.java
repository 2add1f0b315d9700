package dev.drover.process;

import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Asks an event loop and waits for the answer. */
final class LoopCall {

  private LoopCall() {}

  /** Closes something there; what is open when a loop ends, Netty closes. */
  static void unlessEnded(IoEventLoop loop, Runnable close) {
    try {
      loop.execute(close);
    } catch (RejectedExecutionException ended) {
      return;
    }
  }

  /**
   * Goes on when the loop has looked at its other events and timers. A task that put itself into
   * the queue of tasks again would keep it from them: Netty takes a second for that queue.
   *
   * @throws RejectedExecutionException when the loop has ended
   */
  static void afterEvents(IoEventLoop loop, Runnable task) {
    loop.schedule(task, 0, TimeUnit.NANOSECONDS);
  }

  /** Never on an event loop. */
  static <T> T get(IoEventLoop loop, Callable<T> question) throws IOException {
    try {
      return loop.submit(question).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (RejectedExecutionException e) {
      throw new IOException("the event loop has ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
