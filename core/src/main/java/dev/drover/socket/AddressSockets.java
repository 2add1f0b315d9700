package dev.drover.socket;

import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where the listening sockets of one address come from: bound here, one group that the kernel
 * balances, or duplicates of the one that the service manager has given. Confined to the ports'
 * event loop.
 */
final class AddressSockets {
  private final GivenSockets givenSockets;
  private final int backlog;

  /** Null when the sockets are bound here. */
  private final GivenSocket given;

  private final List<LinuxSocket> first;
  private final InetSocketAddress address;

  /**
   * @param wanted by the application; port 0 for any
   * @param count of sockets, at least one
   * @throws IOException when they cannot be had
   */
  AddressSockets(GivenSockets givenSockets, InetSocketAddress wanted, int backlog, int count)
      throws IOException {
    this.givenSockets = givenSockets;
    this.backlog = backlog;
    given = givenSockets.take(wanted).orElse(null);
    first = given == null ? GroupSockets.bind(wanted, backlog, count) : given.duplicates(count);
    // The host as it was asked for: Netty binds 0.0.0.0 as :: on a system that has IPv6.
    address = new InetSocketAddress(wanted.getAddress(), first.get(0).localAddress().getPort());
  }

  /** Where they listen. */
  InetSocketAddress address() {
    return address;
  }

  /** Whether the service manager has given one: then all have one queue, which outlives us. */
  boolean areGiven() {
    return given != null;
  }

  /** Those it began with. */
  List<LinuxSocket> first() {
    return first;
  }

  /** Further ones, to follow those that are there. */
  List<LinuxSocket> more(int count) throws IOException {
    return given == null ? GroupSockets.bindMore(address, backlog, count) : given.duplicates(count);
  }

  /** All of them are closed: the given one may be taken again. */
  void giveBack() {
    if (given != null) {
      givenSockets.giveBack(given);
    }
  }
}
