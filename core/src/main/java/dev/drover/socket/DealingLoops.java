package dev.drover.socket;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/** The event loops of a replica's {@code Vertx}. Its methods may be called on any thread. */
final class DealingLoops extends MultiThreadIoEventLoopGroup {
  private final Queue<IoEventLoop> next = new ConcurrentLinkedQueue<>();

  DealingLoops(int threads, ThreadFactory factory, IoHandlerFactory handlers) {
    super(threads, factory, handlers);
  }

  @Override
  protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... args) {
    return new DealingLoop(this, executor, handlers);
  }

  /** Vert.x takes one for each context that it makes. */
  @Override
  public IoEventLoop next() {
    IoEventLoop wanted = next.poll();
    return wanted == null ? super.next() : wanted;
  }

  /**
   * The next so many contexts get the loops with the fewest instances.
   *
   * @param taken the loop of each instance there is
   */
  void spread(int more, Collection<EventLoop> taken) {
    next.clear();
    List<EventLoop> all = new ArrayList<>(taken);
    List<IoEventLoop> chosen = new ArrayList<>();
    for (int i = 0; i < more; i++) {
      IoEventLoop emptiest = emptiest(all);
      chosen.add(emptiest);
      all.add(emptiest);
    }
    next.addAll(chosen);
    // Again, because a context of something else may take the first.
    next.addAll(chosen);
  }

  private IoEventLoop emptiest(List<EventLoop> taken) {
    List<IoEventLoop> loops = new ArrayList<>();
    for (EventExecutor loop : this) {
      loops.add((IoEventLoop) loop);
    }
    return Collections.min(
        loops, Comparator.comparingInt(loop -> Collections.frequency(taken, loop)));
  }

  /** Contexts get what they would have got. */
  void spreadNoMore() {
    next.clear();
  }
}
