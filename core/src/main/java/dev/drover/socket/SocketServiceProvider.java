package dev.drover.socket;

import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Found by Vert.x's service loader from every {@code Vertx} that is built in this JVM, by whoever:
 * so that neither a verticle nor an application's own main method has to change. Does nothing
 * unless {@link ServerSockets} are installed.
 */
public final class SocketServiceProvider implements VertxServiceProvider {
  @Override
  public void init(VertxBootstrap builder) {
    ServerSockets sockets = ServerSockets.installed();
    if (sockets != null) {
      builder.transport(sockets.transport(builder));
    }
  }
}
