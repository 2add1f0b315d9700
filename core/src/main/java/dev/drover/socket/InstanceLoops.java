package dev.drover.socket;

import dev.drover.config.StopPolicy;
import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The event loops of one {@code Vertx} as instances of a verticle use them, which come and go while
 * it serves. All methods may be called from any thread, for one change at a time.
 */
public final class InstanceLoops {
  private final ServerSockets sockets;
  private final DealingLoops loops;

  InstanceLoops(ServerSockets sockets, DealingLoops loops) {
    this.sockets = sockets;
    this.loops = loops;
  }

  /**
   * The next so many contexts get the loops with the fewest instances.
   *
   * @param taken the loop of each instance there is
   */
  public void spread(int more, Collection<EventLoop> taken) {
    loops.spread(more, taken);
  }

  /**
   * Ends what {@link #spread} began. Contexts of anything but instances get the loops that
   * instances have, and those that {@code Vertx} was to have from the start.
   *
   * @param taken the loop of each instance there is
   */
  public void settle(Collection<EventLoop> taken) {
    loops.settle(taken);
  }

  /**
   * New connections go to other event loops, or wait where there is no other; those that are there
   * are drained as in {@link ServerSockets#drain}. Until {@link #comeBack}.
   *
   * @param wait whether no other event loop has an instance
   * @param policy its lame-duck time counts for nothing
   * @return completes, on any thread, with the number of connections still open at the limit
   */
  public CompletionStage<Integer> leave(Set<EventLoop> left, boolean wait, StopPolicy policy) {
    Runnable door = wait ? () -> sockets.pause(true) : () -> leaveOut(left);
    LoopConnections connections = new LoopConnections(sockets, left, door);
    return new ConnectionDrain(connections, policy, ServerSockets.IDLE_AFTER).run();
  }

  private void leaveOut(Set<EventLoop> left) {
    sockets.forgetTakers();
    left.forEach(loop -> ((DealingLoop) loop).leaveOut(true));
  }

  /** New connections come to these again, if there is somebody who serves them. */
  public void comeBack(Set<EventLoop> left) {
    left.forEach(loop -> ((DealingLoop) loop).leaveOut(false));
    sockets.pause(false);
  }
}
