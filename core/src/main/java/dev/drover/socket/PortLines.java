package dev.drover.socket;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.CharsetUtil;

/**
 * What a replica and the supervisor say to each other over a port link, one line each; descriptors
 * travel beside it as SCM_RIGHTS.
 *
 * <pre>
 * replica                                          supervisor
 * LISTEN slot pid ordinal backlog host port  -&gt;
 *                                            &lt;-   OK row column | ERR kind message
 * SEND                                       -&gt;   from here on only descriptors come back:
 *                                            &lt;-   (the listening socket)
 * LIVE                                       -&gt;   the replica takes connections
 *                                            &lt;-   (a forwarded connection), any number of times
 * GOT cookie                                 -&gt;   for each of them
 * MISSED                                     -&gt;   one of them came without its descriptor
 *                                            &lt;-   (a listening socket: a probe), till it is GOT
 * STOP                                       -&gt;   answered by closing the link when all are GOT
 * RELEASE                                    -&gt;   answered by closing it at once; also after STOP
 *
 * PASS row                                   -&gt;   a second link, for connections passed on
 *                                            &lt;-   OK
 * (a connection)                             -&gt;
 *                                            &lt;-   GOT cookie | MISSED, and the link is closed
 * </pre>
 *
 * <p>A cookie tells of which socket a line is ({@link SocketFacts#cookie}).
 */
final class PortLines {
  static final String LISTEN = "LISTEN";
  static final String SEND = "SEND";
  static final String LIVE = "LIVE";
  static final String GOT = "GOT";
  static final String MISSED = "MISSED";
  static final String STOP = "STOP";
  static final String RELEASE = "RELEASE";
  static final String PASS = "PASS";
  static final String OK = "OK";
  static final String ERR = "ERR";

  static final int MAX_LENGTH = 1024;

  /** Descriptors in flight on one link; well below what a unix socket queues. */
  static final int CREDIT = 64;

  private PortLines() {}

  static ChannelFuture tell(Channel link, Object... words) {
    StringBuilder line = new StringBuilder();
    for (Object word : words) {
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    line.append('\n');
    return link.writeAndFlush(
        ByteBufUtil.encodeString(link.alloc(), java.nio.CharBuffer.wrap(line), CharsetUtil.UTF_8));
  }
}
