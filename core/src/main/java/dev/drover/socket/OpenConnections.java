package dev.drover.socket;

import io.netty.channel.Channel;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** All connections of this JVM's servers that are open. */
final class OpenConnections implements Drained {
  private final Supplier<CompletionStage<Void>> door;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private volatile CompletableFuture<Void> idle;

  /**
   * @param door stops all servers accepting
   */
  OpenConnections(Supplier<CompletionStage<Void>> door) {
    this.door = door;
  }

  void add(Channel connection) {
    open.add(connection);
    connection
        .closeFuture()
        .addListener(
            closed -> {
              open.remove(connection);
              CompletableFuture<Void> waiting = idle;
              if (waiting != null && open.isEmpty()) {
                waiting.complete(null);
              }
            });
  }

  @Override
  public CompletionStage<Void> closeDoor() {
    return door.get();
  }

  @Override
  public Collection<Channel> connections() {
    return open;
  }

  @Override
  public CompletionStage<Void> whenIdle() {
    CompletableFuture<Void> future = new CompletableFuture<>();
    idle = future;
    if (open.isEmpty()) {
      future.complete(null);
    }
    return future;
  }
}
