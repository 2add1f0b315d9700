package dev.drover.socket;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks the supervisor for its sockets. */
final class SupervisedSource implements ListenerSource {
  private final Path link;
  private final int slot;

  /**
   * The first listen(0) on a host gets the same port in every replica, the second another, and so
   * on: so each is told by its ordinal.
   */
  private final Map<String, AtomicInteger> ephemeral = new ConcurrentHashMap<>();

  SupervisedSource(Path link, int slot) {
    this.link = link;
    this.slot = slot;
  }

  @Override
  public void listen(DroverServerChannel server, InetSocketAddress address, Outcome outcome) {
    AdoptedListener listener =
        new AdoptedListener(this, server, address, ordinal(address), outcome);
    connect(server.eventLoop(), listener)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                outcome.failed(BindFailure.unlinked(address, connected.cause()));
              }
            });
  }

  ChannelFuture connect(EventLoop loop, ChannelHandler handler) {
    return new Bootstrap()
        .group(loop)
        .channel(EpollDomainSocketChannel.class)
        .handler(handler)
        .connect(new DomainSocketAddress(link.toString()));
  }

  int slot() {
    return slot;
  }

  /** The file of the {@link Shares}; beside the link. */
  Path sharesFile() {
    return SharedPorts.sharesFile(link);
  }

  private int ordinal(InetSocketAddress address) {
    if (address.getPort() != 0) {
      return 0;
    }
    String host = address.getAddress().getHostAddress();
    return ephemeral.computeIfAbsent(host, any -> new AtomicInteger()).getAndIncrement();
  }
}
