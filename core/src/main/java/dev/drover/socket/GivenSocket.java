package dev.drover.socket;

import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A listening socket that this process was started with.
 *
 * @param name what the service manager calls it
 * @param dualStack whether the address is of IPv6 and takes connections of IPv4 too
 */
record GivenSocket(int descriptor, String name, InetSocketAddress address, boolean dualStack) {
  // asm-generic/socket.h, and the protocol families of every Linux.
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int SOCK_STREAM = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;

  /**
   * @throws IOException when it is anything but a listening TCP socket; says why
   */
  static GivenSocket of(int descriptor, String name) throws IOException {
    Socket socket = new Socket(descriptor);
    int domain = socket.getIntOpt(SOL_SOCKET, SO_DOMAIN);
    if (domain != AF_INET && domain != AF_INET6
        || socket.getIntOpt(SOL_SOCKET, SO_TYPE) != SOCK_STREAM
        || socket.getIntOpt(SOL_SOCKET, SO_ACCEPTCONN) == 0) {
      throw new IOException("it is no listening TCP socket");
    }
    boolean dualStack = domain == AF_INET6 && socket.getIntOpt(IPPROTO_IPV6, IPV6_V6ONLY) == 0;
    return new GivenSocket(descriptor, name, socket.localAddress(), dualStack);
  }

  /** Another descriptor of it, to be closed when it is no longer needed here. */
  FileDescriptor duplicate() throws IOException {
    return Fcntl.duplicate(descriptor);
  }

  /** One for each of so many slots. */
  List<LinuxSocket> duplicates(int count) throws IOException {
    List<LinuxSocket> sockets = new ArrayList<>();
    try {
      while (sockets.size() < count) {
        sockets.add(LinuxSocket.newSocket(duplicate().intValue()));
      }
      return sockets;
    } catch (IOException cause) {
      for (LinuxSocket socket : sockets) {
        socket.close();
      }
      throw cause;
    }
  }

  /** Whether a server that wants to listen there is served by this socket. */
  boolean serves(InetSocketAddress wanted) {
    if (wanted.getPort() != address.getPort()) {
      return false;
    }
    InetAddress host = wanted.getAddress();
    InetAddress own = address.getAddress();
    // One that takes all of both families takes what is for all of one of them.
    return host.equals(own) || dualStack && own.isAnyLocalAddress() && host.isAnyLocalAddress();
  }
}
