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
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The event loops of a replica's {@code Vertx}, with room for instances that may come later. What
 * is no instance, such as the event bus, gets none of the room: on a loop of its own each message
 * for an instance would have to wake another thread. Its methods may be called on any thread.
 */
final class DealingLoops extends MultiThreadIoEventLoopGroup {
  private final Queue<IoEventLoop> next = new ConcurrentLinkedQueue<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final List<IoEventLoop> all;
  private final int asked;

  /** In turn for whatever is no instance. */
  private volatile List<IoEventLoop> used;

  /**
   * @param asked how many there are whether instances use them or not
   * @param most how many instances may use; no fewer
   */
  DealingLoops(int asked, int most, ThreadFactory factory, IoHandlerFactory handlers) {
    super(most, factory, handlers);
    List<IoEventLoop> loops = new ArrayList<>();
    for (EventExecutor loop : this) {
      loops.add((IoEventLoop) loop);
    }
    this.all = List.copyOf(loops);
    this.asked = asked;
    this.used = all.subList(0, asked);
  }

  @Override
  protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... args) {
    return new DealingLoop(this, executor, handlers);
  }

  /** Vert.x takes one for each context that it makes. */
  @Override
  public IoEventLoop next() {
    IoEventLoop wanted = next.poll();
    List<IoEventLoop> now = used;
    return wanted == null ? now.get(Math.floorMod(turn.getAndIncrement(), now.size())) : wanted;
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
    return Collections.min(
        all, Comparator.comparingInt(loop -> Collections.frequency(taken, loop)));
  }

  /**
   * Ends what {@link #spread} began. Other contexts get, in turn, those that were asked for and
   * those of instances.
   *
   * @param taken the loop of each instance there is
   */
  void settle(Collection<EventLoop> taken) {
    next.clear();
    used = all.stream().filter(loop -> all.indexOf(loop) < asked || taken.contains(loop)).toList();
  }
}
