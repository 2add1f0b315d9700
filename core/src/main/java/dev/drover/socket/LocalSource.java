package dev.drover.socket;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Binds sockets of this process' own, with the application's own options, unless the service
 * manager has given one.
 */
final class LocalSource implements ListenerSource {
  private final Supplier<? extends ServerChannel> channels;

  LocalSource(Supplier<? extends ServerChannel> channels) {
    this.channels = channels;
  }

  @Override
  public void listen(DroverServerChannel server, InetSocketAddress address, Outcome outcome) {
    GivenSockets given = GivenSockets.ofProcess();
    given
        .take(address)
        .ifPresentOrElse(
            socket -> adopt(given, socket, server, outcome), () -> bind(server, address, outcome));
  }

  /** It listens already, and goes on when this process ends. */
  private static void adopt(
      GivenSockets given, GivenSocket socket, DroverServerChannel server, Outcome outcome) {
    EpollServerSocketChannel acceptor;
    try {
      acceptor = new EpollServerSocketChannel(socket.duplicate().intValue());
    } catch (IOException cause) {
      given.giveBack(socket);
      outcome.failed(cause);
      return;
    }
    acceptor.closeFuture().addListener(closed -> given.giveBack(socket));
    acceptor.config().setAutoRead(false);
    acceptor.pipeline().addLast(server.relay());
    server
        .eventLoop()
        .register(acceptor)
        .addListener(
            registered -> {
              if (registered.isSuccess()) {
                outcome.listening(acceptor.localAddress(), acceptor, new Own(server, acceptor));
              } else {
                acceptor.close();
                outcome.failed(registered.cause());
              }
            });
  }

  private void bind(DroverServerChannel server, InetSocketAddress address, Outcome outcome) {
    ServerChannel acceptor = channels.get();
    acceptor.config().setAutoRead(false);
    server.options().applyTo(acceptor);
    acceptor.pipeline().addLast(server.relay());
    server
        .eventLoop()
        .register(acceptor)
        .addListener(
            registered -> {
              if (registered.isSuccess()) {
                bind(server, acceptor, address, outcome);
              } else {
                outcome.failed(registered.cause());
              }
            });
  }

  private static void bind(
      DroverServerChannel server,
      ServerChannel acceptor,
      InetSocketAddress address,
      Outcome outcome) {
    acceptor
        .bind(address)
        .addListener(
            bound -> {
              if (bound.isSuccess()) {
                outcome.listening(acceptor.localAddress(), acceptor, new Own(server, acceptor));
              } else {
                acceptor.close();
                BindFailure.explain(address, bound.cause()).thenAccept(outcome::failed);
              }
            });
  }

  private record Own(DroverServerChannel server, Channel acceptor)
      implements DroverServerChannel.Listening {
    @Override
    public CompletionStage<Void> sharing() {
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> stop() {
      CompletableFuture<Void> stopped = new CompletableFuture<>();
      AcceptQueue.empty(acceptor, server::accepted);
      acceptor.close().addListener(closed -> stopped.complete(null));
      return stopped;
    }

    @Override
    public void release() {
      acceptor.close();
    }
  }
}
