package dev.drover.socket;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Where the listening sockets of this JVM come from. */
interface ListenerSource {

  /** Told once, on the server channel's event loop. */
  interface Outcome {
    /**
     * @param acceptor accepts when told to read; never by itself
     */
    void listening(SocketAddress bound, Channel acceptor, DroverServerChannel.Listening handle);

    void failed(Throwable cause);
  }

  /** Called on the server channel's event loop, which must not be blocked. */
  void listen(DroverServerChannel server, InetSocketAddress address, Outcome outcome);
}
