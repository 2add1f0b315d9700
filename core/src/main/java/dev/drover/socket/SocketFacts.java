package dev.drover.socket;

import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What the system knows of a socket and Netty has no name for. */
final class SocketFacts {
  /** What {@link #cookie} says where sockets have none. */
  static final long NO_COOKIE = 0;

  // linux/asm-generic/socket.h
  private static final int SOL_SOCKET = 1;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_COOKIE = 57;

  // netinet/tcp.h; of a listening socket tcpi_unacked is the length of its queue
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;
  private static final int TCPI_UNACKED = 24;

  private SocketFacts() {}

  /**
   * The socket's number, which no other one ever gets: the same in every process that has it, and
   * whatever its state is. {@link #NO_COOKIE} where the system tells none.
   */
  static long cookie(FileDescriptor socket) {
    ByteBuffer cookie = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    try {
      asSocket(socket).getRawOpt(SOL_SOCKET, SO_COOKIE, cookie);
      return cookie.getLong(0);
    } catch (IOException unknown) {
      return NO_COOKIE;
    }
  }

  /** Whether it takes connections, and is none. */
  static boolean isListening(FileDescriptor socket) {
    try {
      return asSocket(socket).getIntOpt(SOL_SOCKET, SO_ACCEPTCONN) != 0;
    } catch (IOException unknown) {
      return false;
    }
  }

  /**
   * How many connections a listening socket has that nobody has accepted; 0 if that is not told.
   */
  static int waiting(FileDescriptor socket) {
    ByteBuffer info =
        ByteBuffer.allocate(TCPI_UNACKED + Integer.BYTES).order(ByteOrder.nativeOrder());
    try {
      asSocket(socket).getRawOpt(IPPROTO_TCP, TCP_INFO, info);
      return info.getInt(TCPI_UNACKED);
    } catch (IOException unknown) {
      return 0;
    }
  }

  private static Socket asSocket(FileDescriptor descriptor) {
    return descriptor instanceof Socket socket ? socket : new Socket(descriptor.intValue());
  }
}
