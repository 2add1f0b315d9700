package dev.drover.socket;

import io.netty.channel.epoll.EpollServerSocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One slot's socket at one address, and who serves it: one replica, or two while one replaces the
 * other. Confined to the ports' event loop.
 */
final class ListeningSlot {
  final int number;
  final EpollServerSocketChannel socket;
  final List<PortLink> owners = new ArrayList<>();

  /** Have asked, and are not live yet. */
  final Set<PortLink> asking = new HashSet<>();

  /** Its replica died or drains: the next one is expected to listen here again. */
  boolean expected;

  /** No replica will come: it is closed as soon as the last one has left. */
  boolean retired;

  ListeningSlot(int number, EpollServerSocketChannel socket) {
    this.number = number;
    this.socket = socket;
  }

  boolean isLive() {
    return !owners.isEmpty();
  }

  boolean isOf(long pid) {
    return owners.stream().anyMatch(owner -> owner.request().pid() == pid);
  }
}
