package dev.drover.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** The JDK's {@code ProcessBuilder}, with threads that block as it wants them. */
final class JdkProcesses implements Subject {

  private JdkProcesses() {}

  public static void main(String[] args) throws Exception {
    Subject.run(new JdkProcesses(), args);
  }

  @Override
  public Spawned spawn(int inFlight, double seconds) throws Exception {
    Semaphore free = new Semaphore(inFlight);
    AtomicLong count = new AtomicLong();
    long blocked = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      free.acquire();
      long begun = System.nanoTime();
      Process child = new ProcessBuilder("/bin/true").start();
      blocked += System.nanoTime() - begun;
      if (inFlight == 1) {
        child.waitFor();
        count.incrementAndGet();
        free.release();
      } else {
        child
            .onExit()
            .thenRun(
                () -> {
                  count.incrementAndGet();
                  free.release();
                });
      }
    }
    free.acquire(inFlight);
    return new Spawned(count.get(), blocked / 1e9);
  }

  @Override
  public long output(List<String> command) throws Exception {
    Process child = new ProcessBuilder(command).start();
    byte[] buffer = new byte[64 * 1024];
    long total = 0;
    try (InputStream output = child.getInputStream()) {
      for (int count; (count = output.read(buffer)) > 0; ) {
        total += count;
      }
    }
    child.waitFor();
    return total;
  }

  @Override
  public Echoed echo(int children, int lines) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch echoed = new CountDownLatch(children);
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < children; i++) {
      Process cat = new ProcessBuilder("cat").start();
      Thread thread = new Thread(() -> echo(cat, lines, go, echoed, end));
      thread.start();
      threads.add(thread);
    }
    double started = System.nanoTime() / 1e9;
    go.countDown();
    echoed.await();
    double done = System.nanoTime() / 1e9;
    long threadCount = Proc.threads();
    double rss = Proc.rssMib();
    end.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    return new Echoed(started, done, System.nanoTime() / 1e9, threadCount, rss);
  }

  private static void echo(
      Process cat, int lines, CountDownLatch go, CountDownLatch echoed, CountDownLatch end) {
    try (OutputStream in = cat.getOutputStream();
        InputStream out = cat.getInputStream()) {
      go.await();
      byte[] buffer = new byte[8192];
      for (int line = 0; line < lines; line++) {
        in.write(LINE);
        in.flush();
        for (int seen = 0; seen < LINE.length; ) {
          seen += out.read(buffer);
        }
      }
      echoed.countDown();
      end.await();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    cat.onExit().join();
  }
}
