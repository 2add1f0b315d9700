package dev.drover.health;

import dev.drover.config.ListenAddress;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Answers {@code /live}, {@code /ready} and {@code /metrics} on a thread and a socket of its own:
 * neither the application's event loops nor its sockets, nor a drain, keep it from that. The JVM
 * does not wait for its thread.
 */
public final class HealthEndpoint implements AutoCloseable {
  /** How often event loops are asked whether they come round. */
  static final Duration BEAT = Duration.ofSeconds(1);

  private static final InternalLogger LOG = InternalLoggerFactory.getInstance(HealthEndpoint.class);

  /** Longer than anybody scrapes metrics apart. */
  private static final int IDLE_SECONDS = 90;

  private static final int MOST_CONNECTIONS = 128;
  private static final int LONGEST_BODY = 1024;

  private final EventLoopGroup loop;
  private final ChannelGroup connections;

  private HealthEndpoint(EventLoopGroup loop) {
    this.loop = loop;
    this.connections = new DefaultChannelGroup(loop.next());
  }

  /**
   * Blocks until it listens.
   *
   * @throws IOException when it cannot; the message is for users and names the address
   */
  public static HealthEndpoint open(ListenAddress address, HealthSource source) throws IOException {
    InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
    if (resolved.isUnresolved()) {
      throw new IOException(
          "health: there is no host '" + address.host() + "'; say an address of this machine");
    }
    HealthEndpoint endpoint =
        new HealthEndpoint(
            new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("drover-health", true), NioIoHandler.newFactory()));
    ChannelFuture bound = endpoint.bind(resolved, source).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      endpoint.close();
      throw new IOException(
          "health: cannot listen on %s: %s; say another with --health HOST:PORT or control.health"
              .formatted(address, bound.cause().getMessage()),
          bound.cause());
    }
    long millis = BEAT.toMillis();
    endpoint.loop.scheduleAtFixedRate(() -> beat(source), 0, millis, TimeUnit.MILLISECONDS);
    return endpoint;
  }

  /** One that fails must not be the last. */
  private static void beat(HealthSource source) {
    try {
      source.beat();
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("health: how this JVM is cannot be read", e);
    }
  }

  private ChannelFuture bind(InetSocketAddress address, HealthSource source) {
    HealthRoutes routes = new HealthRoutes(source);
    return new ServerBootstrap()
        .group(loop)
        .channel(NioServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel connection) {
                accepted(connection, routes);
              }
            })
        .bind(address);
  }

  private void accepted(Channel connection, HealthRoutes routes) {
    if (connections.size() >= MOST_CONNECTIONS) {
      connection.close();
      return;
    }
    connections.add(connection);
    connection
        .pipeline()
        .addLast(
            new ReadTimeoutHandler(IDLE_SECONDS),
            new HttpServerCodec(),
            new HttpServerKeepAliveHandler(),
            new HttpObjectAggregator(LONGEST_BODY),
            new HealthRequests(routes));
  }

  /** Answers nothing any more. */
  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
