package dev.drover.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The listening sockets of one address, one per slot. New connections go to the slots that have a
 * live replica; what queued at the others is accepted here and forwarded. While no replica lives,
 * connections wait in the sockets' queues. Confined to the ports' event loop.
 */
final class PortGroup {
  private static final InternalLogger LOG = InternalLoggerFactory.getInstance(PortGroup.class);
  private static final int MAX_PARKED = 64;

  /** Out of descriptors: as long as Netty's own acceptor leaves a server alone then. */
  private static final long RETRY_MILLIS = 1_000;

  private final SharedPorts ports;
  private final String key;
  private final int row;
  private final InetSocketAddress address;
  private final ListeningSlot[] slots;

  /** Accepted here, and nobody to take them now. */
  private final Deque<EpollSocketChannel> parked = new ArrayDeque<>();

  /** Could not accept a moment ago. */
  private boolean resting;

  private boolean closed;

  private PortGroup(
      SharedPorts ports,
      String key,
      int row,
      InetSocketAddress address,
      List<LinuxSocket> sockets) {
    this.ports = ports;
    this.key = key;
    this.row = row;
    this.address = address;
    this.slots = new ListeningSlot[sockets.size()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = new ListeningSlot(i + 1, channel(sockets.get(i)));
      ports.shares().set(row, i + 1, Shares.NOT_LIVE);
    }
  }

  static PortGroup bind(SharedPorts ports, String key, int row, int slots, PortLink.Request request)
      throws IOException {
    List<LinuxSocket> sockets = GroupSockets.bind(request.address(), request.backlog(), slots);
    // The host as it was asked for: Netty binds 0.0.0.0 as :: on a system that has IPv6.
    InetSocketAddress address =
        new InetSocketAddress(
            request.address().getAddress(), sockets.get(0).localAddress().getPort());
    return new PortGroup(ports, key, row, address, sockets);
  }

  private EpollServerSocketChannel channel(LinuxSocket socket) {
    EpollServerSocketChannel channel = new EpollServerSocketChannel(socket.intValue());
    channel.config().setAutoRead(false);
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object connection) {
                dispatch((EpollSocketChannel) connection);
              }

              @Override
              public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                acceptFailed(cause);
              }
            });
    ports.loop().register(channel);
    return channel;
  }

  /** The connection stays in the queue; without a pause the loop would do nothing but try. */
  private void acceptFailed(Throwable cause) {
    if (!resting) {
      LOG.warn("cannot forward connections to {}, trying again in 1 s: {}", key, cause.toString());
      resting = true;
      readOrphans();
      ports.loop().schedule(this::acceptAgain, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void acceptAgain() {
    resting = false;
    update();
  }

  void asked(PortLink link, PortLink.Request request) {
    if (request.slot() < 1 || request.slot() > slots.length) {
      link.refuse("no slot " + request.slot());
      return;
    }
    boolean twice =
        slot(request).owners.stream().anyMatch(other -> other.request().pid() == request.pid());
    if (twice) {
      // Two Vertx of one JVM on one address: as without Drover.
      link.refuse("Address already in use: " + BindFailure.text(address) + ", by this JVM itself");
    } else {
      // Also if it dies before it is live: then its successor is expected.
      slot(request).expected = true;
      slot(request).asking = link;
      link.accept(this, slots.length);
    }
  }

  FileDescriptor descriptor(int slot) {
    return slots[slot - 1].socket.fd();
  }

  void live(PortLink link) {
    ListeningSlot slot = slot(link.request());
    slot.owners.add(link);
    slot.expected = false;
    slot.asking = null;
    ports.shares().set(row, slot.number, 0);
    update();
  }

  /**
   * @param released by the application itself, not by a drain or a death
   */
  void left(PortLink link, boolean released) {
    ListeningSlot slot = slot(link.request());
    if (slot.asking == link) {
      slot.asking = null;
    }
    if (closed || !slot.owners.remove(link)) {
      return;
    }
    slot.expected = slot.expected || !released;
    if (!slot.isLive()) {
      ports.shares().set(row, slot.number, Shares.NOT_LIVE);
    }
    closeIfReleasedOrUpdate();
  }

  void settled(int number) {
    ListeningSlot slot = slots[number - 1];
    if (slot.asking == null) {
      slot.expected = false;
      closeIfReleasedOrUpdate();
    }
  }

  private void closeIfReleasedOrUpdate() {
    if (closed) {
      return;
    }
    boolean inUse = Arrays.stream(slots).anyMatch(slot -> slot.expected || slot.isLive());
    if (inUse) {
      update();
    } else {
      close();
      ports.released(this);
    }
  }

  void creditCame() {
    if (!parked.isEmpty()) {
      update();
    }
  }

  /** Steers to the live slots, and reads what queued at the others if anybody can take it. */
  private void update() {
    if (closed) {
      return;
    }
    steer();
    for (int waiting = parked.size(); waiting > 0; waiting--) {
      dispatch(parked.poll());
    }
    readOrphans();
  }

  private void steer() {
    int[] live =
        Arrays.stream(slots)
            .filter(slot -> slot.isLive())
            .mapToInt(slot -> slot.number - 1)
            .toArray();
    if (live.length == 0 || slots.length == 1) {
      return;
    }
    try {
      Steering.steer((Socket) slots[0].socket.fd(), live);
    } catch (IOException cause) {
      LOG.warn("cannot steer connections to {}: those of idle slots are forwarded", key, cause);
    }
  }

  private void readOrphans() {
    boolean taken =
        !resting
            && parked.size() < MAX_PARKED
            && Arrays.stream(slots).anyMatch(slot -> slot.isLive());
    for (ListeningSlot slot : slots) {
      slot.socket.config().setAutoRead(taken && !slot.isLive());
    }
  }

  /** Gives a connection that was accepted elsewhere to the slot that has the fewest. */
  void dispatch(EpollSocketChannel connection) {
    ListeningSlot slot =
        Arrays.stream(slots)
            .filter(candidate -> candidate.taker() != null)
            .min(Comparator.comparingLong(this::connections))
            .orElse(null);
    if (closed) {
      connection.unsafe().closeForcibly();
    } else if (slot == null) {
      parked.add(connection);
      readOrphans();
    } else {
      ports.shares().add(row, slot.number, 1);
      slot.taker().forward(connection);
    }
  }

  private long connections(ListeningSlot slot) {
    return ports.shares().get(row, slot.number);
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (ListeningSlot slot : slots) {
      slot.socket.close();
      ports.shares().set(row, slot.number, Shares.NOT_LIVE);
    }
    parked.forEach(connection -> connection.unsafe().closeForcibly());
    parked.clear();
  }

  private ListeningSlot slot(PortLink.Request request) {
    return slots[request.slot() - 1];
  }

  String key() {
    return key;
  }

  int row() {
    return row;
  }

  InetSocketAddress address() {
    return address;
  }
}
