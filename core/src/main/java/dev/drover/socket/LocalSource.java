package dev.drover.socket;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Binds sockets of this process' own, with the application's own options. */
final class LocalSource implements ListenerSource {
  private final Supplier<? extends ServerChannel> channels;

  LocalSource(Supplier<? extends ServerChannel> channels) {
    this.channels = channels;
  }

  @Override
  public void listen(DroverServerChannel server, InetSocketAddress address, Outcome outcome) {
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
