package dev.drover.bench.process;

import com.zaxxer.nuprocess.NuAbstractProcessHandler;
import com.zaxxer.nuprocess.NuProcess;
import com.zaxxer.nuprocess.NuProcessBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** NuProcess, with handlers on its own thread. */
final class NuProcesses implements Subject {

  private NuProcesses() {}

  public static void main(String[] args) throws Exception {
    Subject.run(new NuProcesses(), args);
  }

  @Override
  public Spawned spawn(int inFlight, double seconds) throws Exception {
    Semaphore free = new Semaphore(inFlight);
    AtomicLong count = new AtomicLong();
    long blocked = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      free.acquire();
      NuProcessBuilder builder = new NuProcessBuilder("/bin/true");
      builder.setProcessListener(
          new NuAbstractProcessHandler() {
            @Override
            public void onExit(int code) {
              count.incrementAndGet();
              free.release();
            }
          });
      long begun = System.nanoTime();
      builder.start();
      blocked += System.nanoTime() - begun;
    }
    free.acquire(inFlight);
    return new Spawned(count.get(), blocked / 1e9);
  }

  @Override
  public long output(List<String> command) throws Exception {
    AtomicLong total = new AtomicLong();
    NuProcessBuilder builder = new NuProcessBuilder(command);
    builder.setProcessListener(
        new NuAbstractProcessHandler() {
          @Override
          public void onStdout(ByteBuffer data, boolean closed) {
            total.addAndGet(data.remaining());
            data.position(data.limit());
          }
        });
    builder.start().waitFor(0, TimeUnit.SECONDS);
    return total.get();
  }

  @Override
  public Echoed echo(int children, int lines) throws Exception {
    CountDownLatch echoed = new CountDownLatch(children);
    CountDownLatch ended = new CountDownLatch(children);
    List<NuProcess> all = new ArrayList<>();
    for (int i = 0; i < children; i++) {
      NuProcessBuilder builder = new NuProcessBuilder("cat");
      builder.setProcessListener(new Echo(lines, echoed, ended));
      all.add(builder.start());
    }
    double started = System.nanoTime() / 1e9;
    all.forEach(cat -> cat.writeStdin(ByteBuffer.wrap(LINE)));
    echoed.await();
    double done = System.nanoTime() / 1e9;
    long threads = Proc.threads();
    double rss = Proc.rssMib();
    all.forEach(cat -> cat.closeStdin(false));
    ended.await();
    return new Echoed(started, done, System.nanoTime() / 1e9, threads, rss);
  }

  private static final class Echo extends NuAbstractProcessHandler {
    private final int lines;
    private final CountDownLatch echoed;
    private final CountDownLatch ended;
    private NuProcess cat;
    private int seen;

    Echo(int lines, CountDownLatch echoed, CountDownLatch ended) {
      this.lines = lines;
      this.echoed = echoed;
      this.ended = ended;
    }

    @Override
    public void onPreStart(NuProcess process) {
      cat = process;
    }

    @Override
    public void onStdout(ByteBuffer data, boolean closed) {
      int count = data.remaining();
      data.position(data.limit());
      seen += count;
      if (count == 0) {
        return;
      }
      if (seen == lines * LINE.length) {
        echoed.countDown();
      } else if (seen % LINE.length == 0) {
        cat.writeStdin(ByteBuffer.wrap(LINE));
      }
    }

    @Override
    public void onExit(int code) {
      ended.countDown();
    }
  }
}
