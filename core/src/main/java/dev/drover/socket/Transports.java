package dev.drover.socket;

import io.vertx.core.transport.Transport;

/** The transports of Vert.x that Drover builds on. */
final class Transports {

  private Transports() {}

  /** Whether listening sockets can be handed from process to process here. */
  static boolean canHandOver() {
    return Transport.EPOLL != null && Transport.EPOLL.available();
  }

  /** Why {@link #canHandOver} is false, in words for the user. */
  static String whyNot() {
    if (Transport.EPOLL == null) {
      return "Netty's epoll transport is not on the class path";
    }
    Throwable cause = Transport.EPOLL.unavailabilityCause();
    return "Netty's epoll transport cannot be used here"
        + (cause == null ? "" : " (" + cause + ")");
  }

  static io.vertx.core.spi.transport.Transport epoll() {
    return Transport.EPOLL.implementation();
  }

  /**
   * The system's own transport where there is one: it costs less per request than NIO. A transport
   * that somebody chose deliberately, which is any but NIO, stays.
   */
  static io.vertx.core.spi.transport.Transport preferred(
      io.vertx.core.spi.transport.Transport chosen) {
    if (chosen != null && chosen != Transport.NIO.implementation()) {
      return chosen;
    }
    if (canHandOver()) {
      return epoll();
    }
    if (Transport.KQUEUE != null && Transport.KQUEUE.available()) {
      return Transport.KQUEUE.implementation();
    }
    return Transport.NIO.implementation();
  }
}
