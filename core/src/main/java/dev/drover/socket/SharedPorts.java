package dev.drover.socket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The supervisor's listening sockets: one per slot and address, kept open for life and handed to
 * the replicas that ask for them over a unix socket. Has one thread of its own.
 */
public final class SharedPorts {
  /** More a kernel's program that picks among them could not hold, nor a machine's memory. */
  public static final int MAX_SLOTS = 1_024;

  /** What happens to shared ports; called on the ports' own event loop, must not block. */
  public interface Listener {
    /** The first replica to listen there has made the supervisor bind this address. */
    default void bound(InetSocketAddress address) {}

    /** An address could not be bound; {@code message} is one line that names it and its holder. */
    default void bindFailed(int slot, String message) {}

    /** The application has closed its last server on this address; the port is free again. */
    default void released(InetSocketAddress address) {}
  }

  private final EventLoopGroup group;
  private final EventLoop loop;
  private final Listener listener;
  private final Shares shares;
  private final GivenSockets given = GivenSockets.ofProcess();
  private final ChannelGroup links;
  private final List<InetSocketAddress> addresses = new CopyOnWriteArrayList<>();
  // Confined to the event loop.
  private final Map<String, PortGroup> groups = new LinkedHashMap<>();
  private int slots;
  private int nextRow;
  private boolean stopping;
  private Channel server;

  private SharedPorts(Path socket, int slots, Listener listener) throws IOException {
    this.slots = slots;
    this.listener = listener;
    this.shares = Shares.map(sharesFile(socket));
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("drover-ports", true), EpollIoHandler.newFactory());
    loop = group.next();
    links = new DefaultChannelGroup(loop);
  }

  /** Whether this system can share a port between replicas at all. */
  public static boolean isSupported() {
    return Transports.canHandOver();
  }

  /** Why {@link #isSupported} is false, in words for the user. */
  public static String whyNotSupported() {
    return Transports.whyNot();
  }

  /**
   * Blocks until the unix socket is there.
   *
   * @param socket where to put the unix socket; its directory must be readable by the owner only. A
   *     file of shared counts is put beside it
   * @param slots how many share the ports, 1 to {@link #MAX_SLOTS}
   * @throws UncheckedIOException when the unix socket cannot be made
   * @throws IllegalStateException when not {@link #isSupported}
   */
  public static SharedPorts open(Path socket, int slots, Listener listener) {
    if (!isSupported()) {
      throw new IllegalStateException(whyNotSupported());
    }
    Epoll.ensureAvailability();
    try {
      SharedPorts ports = new SharedPorts(socket, slots, listener);
      ports.listen(socket);
      return ports;
    } catch (IOException cause) {
      throw new UncheckedIOException("cannot share ports over " + socket, cause);
    }
  }

  private void listen(Path socket) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerDomainSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel link) {
                    links.add(link);
                    PortLink.install(SharedPorts.this, link);
                  }
                });
    var bound = bootstrap.bind(new DomainSocketAddress(socket.toString())).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException(bound.cause());
    }
    server = bound.channel();
  }

  /** Addresses now bound, in the order they were bound. Any thread. */
  public List<InetSocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  /**
   * This replica is ready in its slot: an address that a predecessor served and that it does not
   * listen on is no longer kept for the slot. Changes nothing while another serves the slot too.
   * Any thread.
   */
  public void settled(int slot, long pid) {
    loop.execute(() -> List.copyOf(groups.values()).forEach(ports -> ports.settled(slot, pid)));
  }

  /**
   * Makes room for more slots.
   *
   * @param wanted how many there are to be, up to {@link #MAX_SLOTS}; fewer than there are changes
   *     nothing
   * @return completes on the ports' event loop when every address has a socket for each of them;
   *     fails with an {@link IOException} when one cannot be had
   */
  public CompletionStage<Void> grow(int wanted) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            for (PortGroup ports : groups.values()) {
              ports.grow(wanted);
            }
            slots = Math.max(slots, wanted);
          } catch (IOException cause) {
            throw new CompletionException(cause);
          }
        },
        loop);
  }

  /**
   * Says whether replicas are to come in a slot. Addresses are not kept for one that is retired;
   * its sockets stay for when it is wanted again. Any thread.
   */
  public void retire(int slot, boolean retired) {
    loop.execute(() -> List.copyOf(groups.values()).forEach(ports -> ports.retire(slot, retired)));
  }

  /**
   * Listens no more: once the replicas, which are about to be drained, have closed their copies,
   * new connections are refused at once instead of waiting for nobody. Any thread.
   */
  public void stopListening() {
    loop.execute(
        () -> {
          stopping = true;
          groups.values().forEach(PortGroup::close);
        });
  }

  /**
   * Closes all sockets; completes on any thread when this process has none of them any more. A
   * replica's copies stay open until it closes them. Any thread.
   */
  public CompletionStage<Void> close() {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    loop.execute(
        () -> {
          stopping = true;
          server.close();
          groups.values().forEach(PortGroup::close);
          links
              .close()
              .addListener(
                  done ->
                      group
                          .shutdownGracefully(0, 1, TimeUnit.SECONDS)
                          .addListener(over -> closed.complete(null)));
        });
    return closed;
  }

  // What follows is called on the event loop only.

  static Path sharesFile(Path socket) {
    return socket.resolveSibling("shares");
  }

  /** Finds or binds the address a replica asks for, and answers it. */
  void listen(PortLink link, PortLink.Request request) {
    if (stopping) {
      link.refuse("the supervisor is stopping");
      return;
    }
    String key = request.key();
    PortGroup ports = groups.get(key);
    if (ports == null) {
      try {
        ports = PortGroup.bind(this, key, nextRow, slots, request);
      } catch (IOException cause) {
        BindFailure.explain(request.address(), cause)
            .thenAcceptAsync(failure -> refused(link, request, failure), loop);
        return;
      }
      nextRow++;
      groups.put(key, ports);
      addresses.add(ports.address());
      listener.bound(ports.address());
    }
    ports.asked(link, request);
  }

  private void refused(PortLink link, PortLink.Request request, Throwable failure) {
    link.refuse(failure.getMessage());
    listener.bindFailed(request.slot(), failure.getMessage());
  }

  /** The application has let go of the address. */
  void released(PortGroup ports) {
    groups.remove(ports.key());
    addresses.remove(ports.address());
    listener.released(ports.address());
  }

  PortGroup groupOfRow(int row) {
    return groups.values().stream().filter(ports -> ports.row() == row).findFirst().orElse(null);
  }

  GivenSockets given() {
    return given;
  }

  EventLoop loop() {
    return loop;
  }

  Shares shares() {
    return shares;
  }
}
