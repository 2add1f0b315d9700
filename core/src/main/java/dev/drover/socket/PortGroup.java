package dev.drover.socket;

import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The listening sockets of one address, one per slot, and who serves them; where their connections
 * go is the {@link Intake}'s matter. While one replica replaces another both serve their slot's
 * socket. Closes itself when nobody serves the address any more, and nobody is expected to.
 * Confined to the ports' event loop.
 *
 * <p>Where the service manager has given a socket for the address, all slots share that one: a
 * further one of our own would have a queue that ends with us.
 *
 * <p>A socket is closed with the group only: that of a slot which is gone stays, never live, for
 * the slot that may come in its place. Closing it would lose the connections that are just being
 * made, and move another socket to its index.
 */
final class PortGroup {
  private final SharedPorts ports;
  private final String key;
  private final int row;
  private final AddressSockets sockets;

  /** By number, less one. */
  private final List<ListeningSlot> slots = new ArrayList<>();

  private final Columns columns = new Columns();

  private final Intake intake;

  private boolean closed;

  private PortGroup(SharedPorts ports, String key, int row, AddressSockets sockets) {
    this.ports = ports;
    this.key = key;
    this.row = row;
    this.sockets = sockets;
    this.intake = new Intake(ports, key, row, sockets, slots);
    sockets.first().forEach(this::add);
  }

  private void add(LinuxSocket socket) {
    slots.add(new ListeningSlot(slots.size() + 1, intake.channel(socket)));
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
    intake.update();
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
    intake.update();
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
      intake.left(link);
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
      intake.update();
    } else {
      close();
      ports.released(this);
    }
  }

  /** Listens no more. */
  void close() {
    if (closed) {
      return;
    }
    intake.close();
    closed = true;
    slots.stream()
        .flatMap(slot -> slot.owners.stream())
        .forEach(owner -> ports.shares().set(row, owner.column(), Shares.NOT_LIVE));
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

  /** Where its connections go. */
  Intake intake() {
    return intake;
  }

  InetSocketAddress address() {
    return sockets.address();
  }
}
