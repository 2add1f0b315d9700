package dev.drover.socket;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A port of 127.0.0.1 that leads to one server of this JVM, and to no other replica of it. What
 * comes in by it is served as any other connection, also while the server is held back. Closing it
 * leaves its connections alone. Any thread.
 */
public final class PrivateDoor implements AutoCloseable {
  private final Channel acceptor;

  private PrivateDoor(Channel acceptor) {
    this.acceptor = acceptor;
  }

  /**
   * @param acceptor not registered yet
   */
  static CompletionStage<PrivateDoor> open(DroverServerChannel server, ServerChannel acceptor) {
    CompletableFuture<PrivateDoor> door = new CompletableFuture<>();
    acceptor.pipeline().addLast(server.relay());
    server
        .eventLoop()
        .register(acceptor)
        .addListener(
            registered -> {
              if (!registered.isSuccess()) {
                door.completeExceptionally(registered.cause());
                return;
              }
              acceptor
                  .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                  .addListener(
                      bound -> {
                        if (bound.isSuccess()) {
                          door.complete(new PrivateDoor(acceptor));
                        } else {
                          acceptor.close();
                          door.completeExceptionally(bound.cause());
                        }
                      });
            });
    return door;
  }

  /** Where it is. */
  public InetSocketAddress address() {
    return (InetSocketAddress) acceptor.localAddress();
  }

  @Override
  public void close() {
    acceptor.close();
  }
}
