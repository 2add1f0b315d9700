package dev.drover.process;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that read and write the JDK's blocking pipes; idle ones end after a minute. */
final class JdkThreads {
  private static final AtomicInteger COUNT = new AtomicInteger();
  static final ExecutorService POOL =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "drover-process-jdk-" + COUNT.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });

  private JdkThreads() {}
}
