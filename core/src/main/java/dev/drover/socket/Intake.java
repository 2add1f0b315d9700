package dev.drover.socket;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Socket;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the new connections of one address go: to the slots that have a live replica; what queued
 * at the others is accepted here and forwarded. While no replica lives, connections wait in the
 * sockets' queues. Who serves which slot is not its matter. Confined to the ports' event loop.
 */
final class Intake {
  private static final InternalLogger LOG = InternalLoggerFactory.getInstance(Intake.class);

  private final String key;
  private final AddressSockets sockets;
  private final List<ListeningSlot> slots;
  private final Handover handover;
  private final OrphanAcceptor orphans;
  private boolean closed;

  /**
   * @param key of the address, for people
   * @param row of the address in the {@link Shares}
   * @param slots of the address; more may come
   */
  Intake(
      SharedPorts ports, String key, int row, AddressSockets sockets, List<ListeningSlot> slots) {
    this.key = key;
    this.sockets = sockets;
    this.slots = slots;
    this.handover =
        new Handover(this::owners, this::isAskedFor, this::waiting, ports.shares(), row);
    this.orphans = new OrphanAcceptor(ports.loop(), key, slots, this::dispatch, this::update);
  }

  /** For a slot to come; accepts nothing yet. */
  EpollServerSocketChannel channel(LinuxSocket socket) {
    return orphans.channel(socket);
  }

  /** Whether somebody is about to serve the address. */
  private boolean isAskedFor() {
    return slots.stream().anyMatch(slot -> !slot.asking.isEmpty());
  }

  /** In the queue of its slot; one that all slots share says nothing of any. */
  private long waiting(PortLink link) {
    ListeningSlot slot = slots.get(link.request().slot() - 1);
    return closed || sockets.areGiven() ? 0 : SocketFacts.waiting(slot.socket.fd());
  }

  private Stream<PortLink> owners() {
    return slots.stream().flatMap(slot -> slot.owners.stream());
  }

  /** Steers to the live slots, and reads what queued at the others if anybody can take it. */
  void update() {
    if (!closed) {
      steer();
    }
    handover.retry();
    readOrphans();
  }

  private void steer() {
    int[] live =
        slots.stream().filter(ListeningSlot::isLive).mapToInt(slot -> slot.number - 1).toArray();
    if (live.length == 0 || slots.size() == 1 || sockets.areGiven()) {
      return;
    }
    try {
      Steering.steer((Socket) slots.get(0).socket.fd(), live);
    } catch (IOException cause) {
      LOG.warn("cannot steer connections to {}: those of idle slots are forwarded", key, cause);
    }
  }

  private void readOrphans() {
    if (closed) {
      return;
    }
    // Of a given socket nobody is an orphan: every slot takes from its one queue.
    orphans.accept(
        !sockets.areGiven()
            && handover.hasRoom()
            && slots.stream().anyMatch(ListeningSlot::isLive));
  }

  /** Gives a connection that was accepted elsewhere to a replica. */
  void dispatch(EpollSocketChannel connection) {
    handover.give(connection);
    readOrphans();
  }

  /** The replica has lost what it was sent. */
  void lost(PortLink link, EpollSocketChannel connection) {
    handover.lost(link, connection);
    readOrphans();
  }

  /** A replica can take more than a moment ago. */
  void creditCame() {
    if (!handover.isEmpty()) {
      update();
    }
  }

  /** Lets the replica leave as soon as it is not needed. */
  void stopping(PortLink link) {
    handover.stopping(link);
  }

  /** It serves the address no more, or will not. */
  void left(PortLink link) {
    handover.left(link);
  }

  private void forward(Channel connection) {
    dispatch((EpollSocketChannel) connection);
  }

  /**
   * Closes the sockets; what has been accepted the replicas still get, as long as there are any, or
   * one is just about to serve.
   */
  void close() {
    // What queued where no replica serves is lost with the socket; a replica empties its own. A
    // given socket's queue stays, for whoever is given it next.
    slots.stream()
        .filter(slot -> !slot.isLive() && !sockets.areGiven())
        .forEach(slot -> AcceptQueue.empty(slot.socket, this::forward));
    closed = true;
    slots.forEach(slot -> slot.socket.close());
    handover.end();
  }
}
