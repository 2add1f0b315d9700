package dev.drover.socket;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The connections that the kernel has established on a listening socket and nobody has accepted.
 */
final class AcceptQueue {
  /** The longest queue there can be (net.core.somaxconn is a 16-bit number). */
  private static final int LONGEST = 65_535;

  // As Netty's own acceptor: an address of 24 bytes at most, after its length.
  private static final int ADDRESS_BYTES = 25;

  private AcceptQueue() {}

  /**
   * Accepts all of them: closing the socket would reset them, although their clients believe to be
   * served. Call it on the acceptor's event loop, right before closing. Only for epoll: elsewhere
   * Netty does not let one ask.
   */
  static void empty(Channel acceptor, Consumer<Channel> taker) {
    if (!(acceptor instanceof EpollServerSocketChannel epoll) || !epoll.isOpen()) {
      return;
    }
    Socket socket = (Socket) epoll.fd();
    byte[] address = new byte[ADDRESS_BYTES];
    try {
      for (int i = 0; i < LONGEST; i++) {
        int descriptor = socket.accept(address);
        if (descriptor < 0) {
          return;
        }
        taker.accept(new EpollSocketChannel(descriptor));
      }
    } catch (IOException outOfDescriptors) {
      acceptor.pipeline().fireExceptionCaught(outOfDescriptors);
    }
  }
}
