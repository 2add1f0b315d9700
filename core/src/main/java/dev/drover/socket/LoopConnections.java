package dev.drover.socket;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** The connections on some of the event loops. */
final class LoopConnections implements Drained {
  private final ServerSockets sockets;
  private final Set<EventLoop> loops;
  private final Runnable door;

  /**
   * @param door lets no new connection come to these loops; those that are on their way still do
   */
  LoopConnections(ServerSockets sockets, Set<EventLoop> loops, Runnable door) {
    this.sockets = sockets;
    this.loops = loops;
    this.door = door;
  }

  @Override
  public CompletionStage<Void> closeDoor() {
    door.run();
    // The acceptors have dealt by then what they were dealing, and the loops registered it.
    return sockets.turn().thenCompose(dealt -> turn());
  }

  private CompletionStage<Void> turn() {
    return CompletableFuture.allOf(
        loops.stream()
            .map(loop -> CompletableFuture.runAsync(() -> {}, loop))
            .toArray(CompletableFuture[]::new));
  }

  @Override
  public Collection<Channel> connections() {
    return sockets.connections().stream()
        .filter(each -> each.isRegistered() && loops.contains(each.eventLoop()))
        .toList();
  }

  @Override
  public CompletionStage<Void> whenIdle() {
    CompletableFuture<Void> idle = new CompletableFuture<>();
    complete(idle);
    return idle;
  }

  private void complete(CompletableFuture<Void> idle) {
    List<Channel> left = List.copyOf(connections());
    if (left.isEmpty()) {
      idle.complete(null);
      return;
    }
    AtomicInteger open = new AtomicInteger(left.size());
    left.forEach(
        each ->
            each.closeFuture()
                .addListener(
                    closed -> {
                      if (open.decrementAndGet() == 0) {
                        complete(idle);
                      }
                    }));
  }
}
