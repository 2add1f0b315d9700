package dev.drover.cluster;

import io.vertx.core.Completable;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.impl.clustered.DefaultNodeSelector;
import io.vertx.core.eventbus.impl.clustered.NodeSelector;
import io.vertx.core.impl.VertxBootstrapImpl;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.cluster.ClusteredNode;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Vert.x' own choice of the member that gets a message, and a note of the choice for each request.
 * Uses what Vert.x has not made public, because nothing public tells where a request goes.
 */
final class DestinationSelector implements NodeSelector {
  private final NodeSelector vertx = new DefaultNodeSelector();

  /** Whether there is no other member to choose, nor has been. */
  private BooleanSupplier alone = () -> false;

  /** Without it, requests to a member that dies wait for their timeouts. */
  static void install(VertxBootstrap builder) {
    ((VertxBootstrapImpl) builder).clusterNodeSelector(new DestinationSelector());
  }

  @Override
  public void init(ClusteredNode clusterManager) {
    vertx.init(clusterManager);
    if (clusterManager instanceof DroverClusterManager ours) {
      alone = ours.bus()::isAlone;
    }
  }

  @Override
  public void eventBusStarted() {
    vertx.eventBusStarted();
  }

  @Override
  public void selectForSend(String address, Completable<String> promise) {
    if (alone.getAsBoolean()) {
      vertx.selectForSend(address, promise);
      return;
    }
    AwaitedReplies.Awaited request = AwaitedReplies.beingSent();
    vertx.selectForSend(
        address,
        (nodeId, failure) -> {
          if (failure != null) {
            promise.fail(failure);
          } else if (request == null) {
            isWritten(promise, nodeId);
          } else {
            request(request, nodeId, promise);
          }
        });
  }

  private static void request(
      AwaitedReplies.Awaited request, String nodeId, Completable<String> promise) {
    ReplyException refused = request.goesTo(nodeId);
    if (refused != null) {
      promise.fail(refused);
    } else if (!isWritten(promise, nodeId)) {
      request.lost();
    }
  }

  /** To one after the other, so that one who cannot be reached keeps it from nobody else. */
  @Override
  public void selectForPublish(String address, Completable<Iterable<String>> promise) {
    if (alone.getAsBoolean()) {
      vertx.selectForPublish(address, promise);
      return;
    }
    vertx.selectForPublish(
        address,
        (nodeIds, failure) -> {
          if (failure != null) {
            promise.fail(failure);
          } else {
            publish(nodeIds, promise);
          }
        });
  }

  private static void publish(Iterable<String> nodeIds, Completable<Iterable<String>> promise) {
    if (nodeIds instanceof Collection<String> all && all.size() < 2) {
      isWritten(promise, nodeIds);
    } else {
      nodeIds.forEach(nodeId -> isWritten(promise, List.of(nodeId)));
    }
  }

  /**
   * When a write fails at once, because the connection has just ended, Vert.x tells whoever waits
   * for the write, and then throws this.
   */
  private static <T> boolean isWritten(Completable<T> write, T choice) {
    try {
      write.succeed(choice);
      return true;
    } catch (IllegalStateException failed) {
      return false;
    }
  }

  @Override
  public void registrationsUpdated(RegistrationUpdateEvent event) {
    vertx.registrationsUpdated(event);
  }

  @Override
  public void registrationsLost() {
    vertx.registrationsLost();
  }

  @Override
  public boolean wantsUpdatesFor(String address) {
    return vertx.wantsUpdatesFor(address);
  }
}
