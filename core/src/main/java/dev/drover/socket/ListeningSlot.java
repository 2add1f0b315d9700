package dev.drover.socket;

import io.netty.channel.epoll.EpollServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/** One slot's socket at one address, and who serves it. Confined to the ports' event loop. */
final class ListeningSlot {
  final int number;
  final EpollServerSocketChannel socket;
  final List<PortLink> owners = new ArrayList<>();

  /** Its replica died or drains: the next one is expected to listen here again. */
  boolean expected;

  /** Has asked, and is not live yet. */
  PortLink asking;

  ListeningSlot(int number, EpollServerSocketChannel socket) {
    this.number = number;
    this.socket = socket;
  }

  boolean isLive() {
    return !owners.isEmpty();
  }

  /** The newest owner that can take one more forwarded connection; null when there is none. */
  PortLink taker() {
    for (int i = owners.size() - 1; i >= 0; i--) {
      if (owners.get(i).hasCredit()) {
        return owners.get(i);
      }
    }
    return null;
  }
}
