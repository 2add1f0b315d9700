package dev.drover.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drover.config.ConfigException;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells a service manager how this process is doing, by the protocol of systemd's {@code
 * sd_notify(3)}: datagrams to the unix socket that {@code NOTIFY_SOCKET} names, by its path or as
 * an abstract address ({@code @name}). Has one thread of its own; its methods may be called on any
 * thread, do not block, and keep their order. A manager who cannot be reached is logged once: it
 * will act on that by itself.
 */
public final class ServiceManager implements AutoCloseable {
  private static final InternalLogger LOG = InternalLoggerFactory.getInstance(ServiceManager.class);
  private static final String SOCKET = "NOTIFY_SOCKET";
  private static final String WATCHDOG = "WATCHDOG_USEC";
  private static final String WATCHDOG_PID = "WATCHDOG_PID";
  private static final long CLOSE_SECONDS = 2;

  private final EventLoopGroup group;
  private final Channel socket;
  private final Duration watchdogInterval;
  private boolean hasFailed;

  // Guarded by this.
  private ChannelFuture last;

  private ServiceManager(EventLoopGroup group, Channel socket, Duration watchdogInterval) {
    this.group = group;
    this.socket = socket;
    this.watchdogInterval = watchdogInterval;
  }

  /**
   * Empty when nobody wants to be told. Blocks briefly.
   *
   * @param env this process' environment
   * @param pid this process
   * @throws ConfigException when somebody does and cannot be
   */
  public static Optional<ServiceManager> of(Map<String, String> env, long pid) {
    String address = env.getOrDefault(SOCKET, "");
    if (address.isEmpty()) {
      return Optional.empty();
    }
    if (!address.startsWith("/") && !address.startsWith("@")) {
      throw new ConfigException(
          SOCKET + " must be a path or an abstract address (@name), was '" + address + "'");
    }
    if (!Epoll.isAvailable()) {
      throw new ConfigException(
          SOCKET
              + " is set, but this system has no epoll to reach it: "
              + Epoll.unavailabilityCause().getMessage());
    }
    Duration interval = watchdogInterval(env, pid);
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("drover-notify", true), EpollIoHandler.newFactory());
    // In an abstract address a zero byte stands where a path has its slash.
    String name = address.startsWith("@") ? '\0' + address.substring(1) : address;
    ChannelFuture connected =
        new Bootstrap()
            .group(group)
            .channel(EpollDomainDatagramChannel.class)
            .handler(new Ignore())
            .connect(new DomainSocketAddress(name))
            .awaitUninterruptibly();
    if (!connected.isSuccess()) {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new ConfigException(
          "nobody listens at %s=%s: %s".formatted(SOCKET, address, connected.cause().getMessage()));
    }
    return Optional.of(new ServiceManager(group, connected.channel(), interval));
  }

  /** A datagram that cannot be delivered shows up as an error of the socket too. */
  private static final class Ignore extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.debug("the service manager's socket: {}", cause.toString());
    }
  }

  private static Duration watchdogInterval(Map<String, String> env, long pid) {
    String limit = env.getOrDefault(WATCHDOG, "");
    String whose = env.getOrDefault(WATCHDOG_PID, "");
    if (limit.isEmpty() || !whose.isEmpty() && !whose.equals(String.valueOf(pid))) {
      return null;
    }
    if (!limit.matches("[1-9]\\d{0,17}")) {
      throw new ConfigException(
          WATCHDOG + " must be a number of microseconds, was '" + limit + "'");
    }
    return Duration.of(Long.parseLong(limit), ChronoUnit.MICROS).dividedBy(2);
  }

  /** How often {@link #alive} is to be called, half of the manager's limit; empty for never. */
  public Optional<Duration> watchdogInterval() {
    return Optional.ofNullable(watchdogInterval);
  }

  /** The service is up. Says who this process is too: a script may have started it. */
  public void ready(String status) {
    send("READY=1\nMAINPID=" + ProcessHandle.current().pid() + "\nSTATUS=" + line(status));
  }

  /** A reload begins; {@link #ready} is its end. */
  public void reloading(String status) {
    // On Linux nanoTime is CLOCK_MONOTONIC, which is what the manager compares with its own.
    long now = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
    send("RELOADING=1\nMONOTONIC_USEC=" + now + "\nSTATUS=" + line(status));
  }

  /** The service is about to end. */
  public void stopping(String status) {
    send("STOPPING=1\nSTATUS=" + line(status));
  }

  /** A line for who looks at the service's state. */
  public void status(String status) {
    send("STATUS=" + line(status));
  }

  /** The service is not stuck. */
  public void alive() {
    send("WATCHDOG=1");
  }

  private static String line(String text) {
    return text.replace('\n', ' ');
  }

  private synchronized void send(String state) {
    last = socket.writeAndFlush(Unpooled.copiedBuffer(state, UTF_8));
    last.addListener(sent -> failed(sent.cause()));
  }

  private void failed(Throwable cause) {
    if (cause != null && !hasFailed) {
      hasFailed = true;
      LOG.warn("the service manager cannot be told: {}", cause.toString());
    }
  }

  /** Blocks until what was said is on its way, some seconds at most. */
  @Override
  public synchronized void close() {
    if (last != null) {
      last.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
    group
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
