package dev.drover.socket;

import io.vertx.core.internal.VertxBootstrap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells a clustered event bus' own server from the application's: both may listen on port 0, but
 * only the application's is shared.
 *
 * <p>Vert.x asks for the server channel while the event bus' {@code start} is on the stack. With
 * TLS it first loads the keys and asks later, from elsewhere; but then the event bus is still the
 * first to ask, because nobody gets to see a clustered {@code Vertx} before its event bus listens.
 */
final class EventBusServer {
  private static final String EVENT_BUS = "io.vertx.core.eventbus.impl.clustered.ClusteredEventBus";

  private final AtomicBoolean tlsEventBusIsNext;

  EventBusServer(VertxBootstrap builder) {
    boolean clustered = builder.clusterManager() != null;
    boolean tls = builder.options().getEventBusOptions().isSsl();
    tlsEventBusIsNext = new AtomicBoolean(clustered && tls);
  }

  boolean isAsking() {
    boolean onStack =
        StackWalker.getInstance()
            .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(EVENT_BUS)));
    return onStack || tlsEventBusIsNext.getAndSet(false);
  }
}
