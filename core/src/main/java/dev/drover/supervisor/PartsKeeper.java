package dev.drover.supervisor;

import dev.drover.replica.ChannelMessage;
import dev.drover.socket.SharedPorts;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;

/**
 * Opens what a service holds of the system while it runs, in order, and gives all of it back, once.
 * Confined to the supervisor's context, but for {@link #ports}.
 */
final class PartsKeeper {
  private final ContextInternal context;
  private final BiPredicate<ChannelMessage.Hello, ReplicaLink> welcome;
  private volatile RunningParts parts;
  private Launches launches;
  private ChannelServer channels;
  private Future<Void> closed;

  /**
   * @param welcome as {@link ChannelServer} wants it
   */
  PartsKeeper(ContextInternal context, BiPredicate<ChannelMessage.Hello, ReplicaLink> welcome) {
    this.context = context;
    this.welcome = welcome;
  }

  /**
   * Call it once.
   *
   * @param opener blocks until there is what is opened
   * @return fails when something cannot be had, and all is given back
   */
  Future<Void> open(Callable<RunningParts> opener) {
    return context
        .executeBlocking(opener, false)
        .compose(
            opened -> {
              parts = opened;
              launches = new Launches(context, opened.pad(), opened.launch());
              channels = new ChannelServer(context.owner(), welcome);
              return channels.listen(opened.directory().channel());
            })
        .recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
  }

  /** Whether it has been opened, and is not closed. */
  boolean isOpen() {
    return parts != null;
  }

  /** What replicas are started with; null before it is open, and still there afterwards. */
  Launches launches() {
    return launches;
  }

  /**
   * Null before they are opened, after they are closed, and where none are shared. May be called on
   * any thread.
   */
  SharedPorts ports() {
    RunningParts open = parts;
    return open == null ? null : open.ports();
  }

  /** Gives everything back; what fails to close does not keep the rest from it. */
  Future<Void> close() {
    if (closed == null) {
      RunningParts open = parts;
      parts = null;
      closed = open == null ? Future.succeededFuture() : close(open);
    }
    return closed;
  }

  private Future<Void> close(RunningParts open) {
    return Future.fromCompletionStage(open.closePorts(), context)
        .eventually(channels::close)
        .eventually(launches::releaseAll)
        .eventually(
            () ->
                context.executeBlocking(
                    () -> {
                      open.directory().delete();
                      return null;
                    },
                    false));
  }
}
