package dev.drover.socket;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The listening sockets of one address, one per slot. New connections go to the slots that have a
 * live replica; what queued at the others is accepted here and forwarded. While no replica lives,
 * connections wait in the sockets' queues. While one replica replaces another both serve their
 * slot's socket. Confined to the ports' event loop.
 *
 * <p>Where the service manager has given a socket for the address, all slots share that one: a
 * further one of our own would have a queue that ends with us.
 *
 * <p>A socket is closed with the group only: that of a slot which is gone stays, never live, for
 * the slot that may come in its place. Closing it would lose the connections that are just being
 * made, and move another socket to its index.
 */
final class PortGroup {
  private static final InternalLogger LOG = InternalLoggerFactory.getInstance(PortGroup.class);

  private final SharedPorts ports;
  private final String key;
  private final int row;
  private final AddressSockets sockets;

  /** By number, less one. */
  private final List<ListeningSlot> slots = new ArrayList<>();

  private final Columns columns = new Columns();

  private final Handover handover;

  private final OrphanAcceptor orphans;

  private boolean closed;

  private PortGroup(SharedPorts ports, String key, int row, AddressSockets sockets) {
    this.ports = ports;
    this.key = key;
    this.row = row;
    this.sockets = sockets;
    this.handover = new Handover(this::owners, this::isAskedFor, ports.shares(), row);
    this.orphans = new OrphanAcceptor(ports.loop(), key, slots, this::dispatch, this::update);
    sockets.first().forEach(this::add);
  }

  private void add(LinuxSocket socket) {
    slots.add(new ListeningSlot(slots.size() + 1, orphans.channel(socket)));
  }

  static PortGroup bind(SharedPorts ports, String key, int row, int slots, PortLink.Request request)
      throws IOException {
    AddressSockets sockets =
        new AddressSockets(ports.given(), request.address(), request.backlog(), slots);
    return new PortGroup(ports, key, row, sockets);
  }

  /** Listens for more slots; for so many at least. */
  void grow(int wanted) throws IOException {
    if (closed || wanted <= slots.size()) {
      return;
    }
    sockets.more(wanted - slots.size()).forEach(this::add);
    update();
  }

  void asked(PortLink link, PortLink.Request request) {
    if (request.slot() < 1 || request.slot() > slots.size()) {
      link.refuse("no slot " + request.slot());
      return;
    }
    ListeningSlot slot = slot(request.slot());
    if (slot.isOf(request.pid())) {
      // Two Vertx of one JVM on one address: as without Drover.
      link.refuse(
          "Address already in use: " + BindFailure.text(address()) + ", by this JVM itself");
    } else {
      // Also if it dies before it is live: then its successor is expected.
      slot.expected = true;
      slot.asking.add(link);
      link.accept(this, columns.take());
    }
  }

  FileDescriptor descriptor(int slot) {
    return slot(slot).socket.fd();
  }

  void live(PortLink link) {
    ListeningSlot slot = slot(link.request().slot());
    if (!slot.asking.remove(link)) {
      return;
    }
    slot.owners.add(link);
    slot.expected = false;
    if (!closed) {
      ports.shares().set(row, link.column(), 0);
    }
    update();
  }

  void stopping(PortLink link) {
    handover.stopping(link);
  }

  /** Whether somebody is about to serve the address. */
  private boolean isAskedFor() {
    return slots.stream().anyMatch(slot -> !slot.asking.isEmpty());
  }

  private Stream<PortLink> owners() {
    return slots.stream().flatMap(slot -> slot.owners.stream());
  }

  /**
   * @param released by the application itself, not by a drain or a death
   */
  void left(PortLink link, boolean released) {
    ListeningSlot slot = slot(link.request().slot());
    boolean asked = slot.asking.remove(link);
    boolean served = slot.owners.remove(link);
    if (asked || served) {
      ports.shares().set(row, link.column(), Shares.NOT_LIVE);
      columns.giveBack(link.column());
    }
    if (slot.isLive()) {
      // Another serves it: whatever this one does, nobody is missed.
      slot.expected = false;
    } else if (served) {
      slot.expected = slot.expected || !released && !slot.retired;
    }
    if (asked || served) {
      handover.left(link);
    }
    if (served) {
      closeIfReleasedOrUpdate();
    }
  }

  /** The replica is the only one of its slot, and has said where it listens. */
  void settled(int number, long pid) {
    ListeningSlot slot = slot(number);
    boolean others = slot.owners.stream().anyMatch(owner -> owner.request().pid() != pid);
    if (slot.asking.isEmpty() && !others) {
      slot.expected = false;
      closeIfReleasedOrUpdate();
    }
  }

  /** Whether replicas are to come in this slot. */
  void retire(int number, boolean retired) {
    ListeningSlot slot = slot(number);
    slot.retired = retired;
    if (retired) {
      slot.expected = false;
      closeIfReleasedOrUpdate();
    }
  }

  private void closeIfReleasedOrUpdate() {
    if (closed) {
      return;
    }
    boolean inUse = slots.stream().anyMatch(slot -> slot.expected || slot.isLive());
    if (inUse) {
      update();
    } else {
      close();
      ports.released(this);
    }
  }

  void creditCame() {
    if (!handover.isEmpty()) {
      update();
    }
  }

  /** Steers to the live slots, and reads what queued at the others if anybody can take it. */
  private void update() {
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

  private void forward(Channel connection) {
    dispatch((EpollSocketChannel) connection);
  }

  /**
   * Listens no more; what has been accepted the replicas still get, as long as there are any, or
   * one is just about to serve.
   */
  void close() {
    if (closed) {
      return;
    }
    // What queued where no replica serves is lost with the socket; a replica empties its own. A
    // given socket's queue stays, for whoever is given it next.
    slots.stream()
        .filter(slot -> !slot.isLive() && !sockets.areGiven())
        .forEach(slot -> AcceptQueue.empty(slot.socket, this::forward));
    closed = true;
    for (ListeningSlot slot : slots) {
      slot.socket.close();
      slot.owners.forEach(owner -> ports.shares().set(row, owner.column(), Shares.NOT_LIVE));
    }
    handover.end();
    sockets.giveBack();
  }

  private ListeningSlot slot(int number) {
    return slots.get(number - 1);
  }

  String key() {
    return key;
  }

  int row() {
    return row;
  }

  InetSocketAddress address() {
    return sockets.address();
  }
}
