package dev.drover.socket;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/**
 * The event loops of every {@code Vertx} that is built in this JVM, by whoever: those that run, and
 * their threads. A loop that nobody has used yet has no thread, and asking it anything would start
 * one; so loops are known by their threads. All methods may be called from any thread.
 */
public final class EventLoops {
  private final Set<EventLoopGroup> groups = ConcurrentHashMap.newKeySet();
  private final Map<Thread, ThreadTime> threads = new ConcurrentHashMap<>();

  EventLoops() {}

  /** Makes a group whose loops are known here for as long as their threads run. */
  EventLoopGroup group(ThreadFactory factory, Function<ThreadFactory, EventLoopGroup> maker) {
    EventLoopGroup group = maker.apply(task -> factory.newThread(() -> run(task)));
    groups.add(group);
    group.terminationFuture().addListener(over -> groups.remove(group));
    return group;
  }

  private void run(Runnable loop) {
    Thread thread = Thread.currentThread();
    threads.put(thread, ThreadTime.ofCurrentThread());
    try {
      loop.run();
    } finally {
      threads.remove(thread);
    }
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
