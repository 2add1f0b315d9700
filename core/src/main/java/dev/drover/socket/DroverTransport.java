package dev.drover.socket;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/**
 * Leaves everything to another transport but the making of TCP server channels; notes which event
 * loops there are. One per {@code Vertx}. UDP, unix-domain servers and clients stay the replica's
 * own.
 */
final class DroverTransport implements Transport {
  private final Transport delegate;
  private final Supplier<ServerChannel> serverChannels;
  private final EventBusServer eventBusServer;
  private final EventLoops eventLoops;
  private final int mostLoops;

  /**
   * @param mostLoops for instances that come while it serves; 0 where none come and go
   */
  DroverTransport(
      Transport delegate,
      Supplier<ServerChannel> serverChannels,
      EventBusServer eventBusServer,
      EventLoops eventLoops,
      int mostLoops) {
    this.delegate = delegate;
    this.serverChannels = serverChannels;
    this.eventBusServer = eventBusServer;
    this.eventLoops = eventLoops;
    this.mostLoops = mostLoops;
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
    if (domainSocket) {
      return with(UnixPathCheck::new, delegate.serverChannelFactory(true));
    }
    // The event bus' own server belongs to this member alone: never shared, never drained.
    return eventBusServer.isAsking()
        ? with(RefusedMembers::new, delegate.serverChannelFactory(false))
        : serverChannels::get;
  }

  private static ChannelFactory<ServerChannel> with(
      Supplier<ChannelHandler> handler, ChannelFactory<? extends ServerChannel> factory) {
    return () -> {
      ServerChannel channel = factory.newChannel();
      channel.pipeline().addLast(handler.get());
      return channel;
    };
  }

  @Override
  public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
    boolean accepts = type == Transport.ACCEPTOR_EVENT_LOOP_GROUP;
    return eventLoops.group(
        accepts,
        factory,
        known ->
            accepts || mostLoops == 0
                ? delegate.eventLoopGroup(type, threads, known, ioRatio)
                : new DealingLoops(
                    threads, Math.max(threads, mostLoops), known, delegate.ioHandlerFactory()));
  }

  @Override
  public boolean supportsDomainSockets() {
    return delegate.supportsDomainSockets();
  }

  @Override
  public boolean supportFileRegion() {
    return delegate.supportFileRegion();
  }

  @Override
  public boolean isAvailable() {
    return delegate.isAvailable();
  }

  @Override
  public Throwable unavailabilityCause() {
    return delegate.unavailabilityCause();
  }

  @Override
  public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
    return delegate.convert(address);
  }

  @Override
  public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
    return delegate.convert(address);
  }

  @Override
  public IoHandlerFactory ioHandlerFactory() {
    return delegate.ioHandlerFactory();
  }

  @Override
  @SuppressWarnings("deprecation") // the SPI's own signature
  public DatagramChannel datagramChannel(InternetProtocolFamily family) {
    return delegate.datagramChannel(family);
  }

  @Override
  public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
    return delegate.datagramChannelFactory();
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
    return delegate.channelFactory(domainSocket);
  }

  @Override
  public void configure(DatagramChannel channel, DatagramSocketOptions options) {
    delegate.configure(channel, options);
  }

  @Override
  public void configure(TcpConfig config, boolean domainSocket, Bootstrap bootstrap) {
    delegate.configure(config, domainSocket, bootstrap);
  }

  @Override
  public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
    delegate.configure(config, domainSocket, bootstrap);
  }
}
