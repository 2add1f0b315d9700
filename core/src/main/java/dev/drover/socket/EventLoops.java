package dev.drover.socket;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * The event loops of every {@code Vertx} that is built in this JVM, by whoever: those that run, and
 * their threads. A loop that nobody has used yet has no thread, and asking it anything would start
 * one; so loops are known by their threads. All methods may be called from any thread.
 */
public final class EventLoops {
  private final Set<EventLoopGroup> groups = ConcurrentHashMap.newKeySet();
  private final Map<Thread, ThreadTime> threads = new ConcurrentHashMap<>();
  private final Set<Thread> acceptors = ConcurrentHashMap.newKeySet();
  private final LongAdder endedBusyNanos = new LongAdder();

  EventLoops() {}

  /**
   * Those of a group that was made elsewhere, such as a {@code Vertx}' that is none of Drover's.
   */
  public static EventLoops of(EventLoopGroup group) {
    EventLoops loops = new EventLoops();
    loops.groups.add(group);
    for (EventExecutor loop : group) {
      loop.execute(() -> loops.threads.put(Thread.currentThread(), ThreadTime.ofCurrentThread()));
    }
    return loops;
  }

  /**
   * Makes a group whose loops are known here for as long as their threads run.
   *
   * @param accepts whether they do nothing but accept connections
   */
  EventLoopGroup group(
      boolean accepts, ThreadFactory factory, Function<ThreadFactory, EventLoopGroup> maker) {
    EventLoopGroup group = maker.apply(task -> factory.newThread(() -> run(task, accepts)));
    groups.add(group);
    group.terminationFuture().addListener(over -> groups.remove(group));
    return group;
  }

  private void run(Runnable loop, boolean accepts) {
    Thread thread = Thread.currentThread();
    ThreadTime time = ThreadTime.ofCurrentThread();
    if (accepts) {
      acceptors.add(thread);
    }
    threads.put(thread, time);
    try {
      loop.run();
    } finally {
      threads.remove(thread);
      if (!acceptors.remove(thread)) {
        endedBusyNanos.add(Math.max(0, time.busyNanos()));
      }
    }
  }

  /**
   * How much the loops that serve connections have had to do.
   *
   * @param nanos for how long they have had work, all together, since the start of this JVM; -1
   *     where the system does not tell
   * @param loops that run now
   */
  public record Work(long nanos, int loops) {}

  /** Reads a file of the kernel's for each loop. */
  public Work work() {
    long nanos = endedBusyNanos.sum();
    int loops = 0;
    for (Map.Entry<Thread, ThreadTime> each : threads.entrySet()) {
      long busy = acceptors.contains(each.getKey()) ? 0 : each.getValue().busyNanos();
      if (busy < 0) {
        return new Work(-1, threads.size() - acceptors.size());
      }
      nanos += busy;
      loops += acceptors.contains(each.getKey()) ? 0 : 1;
    }
    return new Work(nanos, loops);
  }

  /** The threads of the loops that run. */
  public Set<Thread> threads() {
    return threads.keySet();
  }

  /** The loop that a thread runs; empty when the thread has not come to it yet, or is over. */
  public Optional<RunningLoop> find(Thread thread) {
    ThreadTime time = threads.get(thread);
    for (EventLoopGroup group : groups) {
      for (EventExecutor loop : group) {
        if (time != null && loop.inEventLoop(thread)) {
          return Optional.of(new RunningLoop(loop, thread, time::waitedNanos));
        }
      }
    }
    return Optional.empty();
  }
}
