package dev.drover.cluster;

import io.vertx.core.Completable;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.impl.clustered.DefaultNodeSelector;
import io.vertx.core.eventbus.impl.clustered.NodeSelector;
import io.vertx.core.impl.VertxBootstrapImpl;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.cluster.ClusteredNode;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;

/**
 * Vert.x' own choice of the member that gets a message, and a note of the choice for each request.
 * The only class that uses what Vert.x has not made public, because nothing public tells where a
 * request goes.
 */
final class DestinationSelector implements NodeSelector {
  private final NodeSelector vertx = new DefaultNodeSelector();

  private DestinationSelector() {}

  /** Without it, requests to a member that dies wait for their timeouts. */
  static void install(VertxBootstrap builder) {
    ((VertxBootstrapImpl) builder).clusterNodeSelector(new DestinationSelector());
  }

  @Override
  public void init(ClusteredNode clusterManager) {
    vertx.init(clusterManager);
  }

  @Override
  public void eventBusStarted() {
    vertx.eventBusStarted();
  }

  @Override
  public void selectForSend(String address, Completable<String> promise) {
    AwaitedReplies.Awaited request = AwaitedReplies.beingSent();
    if (request == null) {
      vertx.selectForSend(address, promise);
    } else {
      vertx.selectForSend(address, (nodeId, failure) -> goTo(request, nodeId, failure, promise));
    }
  }

  private static void goTo(
      AwaitedReplies.Awaited request,
      String nodeId,
      Throwable failure,
      Completable<String> promise) {
    ReplyException refused = request.goesTo(nodeId);
    if (refused == null) {
      promise.complete(nodeId, failure);
    } else {
      promise.fail(refused);
    }
    if (nodeId == null) {
      // There was no handler, probably; then the request has failed by now.
      request.verify();
    }
  }

  @Override
  public void selectForPublish(String address, Completable<Iterable<String>> promise) {
    vertx.selectForPublish(address, promise);
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
