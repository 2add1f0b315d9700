package dev.drover.socket;

import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Binds the sockets of a SO_REUSEPORT group. */
final class GroupSockets {

  private GroupSockets() {}

  /**
   * The first socket listens before it says SO_REUSEPORT: so anybody else on the address, be it
   * another supervisor of the same user that shares its port too, is an error and no accomplice.
   */
  static List<LinuxSocket> bind(InetSocketAddress address, int backlog, int count)
      throws IOException {
    List<LinuxSocket> sockets = new ArrayList<>();
    try {
      LinuxSocket first = bind(sockets, address, false);
      first.listen(backlog);
      first.setReusePort(true);
      InetSocketAddress bound =
          new InetSocketAddress(address.getAddress(), first.localAddress().getPort());
      sockets.addAll(bindMore(bound, backlog, count - 1));
      return sockets;
    } catch (IOException | RuntimeException cause) {
      close(sockets);
      throw cause;
    }
  }

  /**
   * More for the same group; their indexes follow those that are there.
   *
   * @param bound the group's own address
   */
  static List<LinuxSocket> bindMore(InetSocketAddress bound, int backlog, int count)
      throws IOException {
    List<LinuxSocket> sockets = new ArrayList<>();
    try {
      while (sockets.size() < count) {
        bind(sockets, bound, true).listen(backlog);
      }
      return sockets;
    } catch (IOException | RuntimeException cause) {
      close(sockets);
      throw cause;
    }
  }

  private static void close(List<LinuxSocket> sockets) throws IOException {
    for (LinuxSocket socket : sockets) {
      socket.close();
    }
  }

  private static LinuxSocket bind(
      List<LinuxSocket> sockets, InetSocketAddress address, boolean reusePort) throws IOException {
    LinuxSocket socket = LinuxSocket.newSocketStream();
    sockets.add(socket);
    socket.setReuseAddress(true);
    socket.setReusePort(reusePort);
    socket.bind(address);
    return socket;
  }
}
