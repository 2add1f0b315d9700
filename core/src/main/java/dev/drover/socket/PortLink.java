package dev.drover.socket;

import static dev.drover.socket.PortLines.CREDIT;
import static dev.drover.socket.PortLines.ERR;
import static dev.drover.socket.PortLines.GOT;
import static dev.drover.socket.PortLines.LISTEN;
import static dev.drover.socket.PortLines.LIVE;
import static dev.drover.socket.PortLines.MAX_LENGTH;
import static dev.drover.socket.PortLines.OK;
import static dev.drover.socket.PortLines.PASS;
import static dev.drover.socket.PortLines.RELEASE;
import static dev.drover.socket.PortLines.SEND;
import static dev.drover.socket.PortLines.STOP;
import static dev.drover.socket.PortLines.tell;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.util.CharsetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The supervisor's end of a port link: one per server of a replica. Confined to the ports' event
 * loop.
 */
final class PortLink extends SimpleChannelInboundHandler<ByteBuf> {
  private static final String LINES = "lines";

  private final SharedPorts ports;
  private final Channel channel;

  /** Sent, not confirmed; kept open here, so that they can go to another if this replica dies. */
  private final Deque<EpollSocketChannel> unconfirmed = new ArrayDeque<>();

  private PortGroup group;
  private Request request;
  private int column;

  private PortLink(SharedPorts ports, Channel channel) {
    this.ports = ports;
    this.channel = channel;
  }

  static void install(SharedPorts ports, Channel channel) {
    channel.pipeline().addLast(LINES, new LineBasedFrameDecoder(MAX_LENGTH));
    channel.pipeline().addLast(new PortLink(ports, channel));
  }

  /**
   * A replica's wish to listen.
   *
   * @param ordinal tells several port-0 wishes on one host apart; else 0
   */
  record Request(int slot, long pid, int ordinal, int backlog, InetSocketAddress address) {

    static Request parse(String[] words) {
      try {
        InetAddress host = InetAddress.getByName(words[5]);
        return new Request(
            Integer.parseInt(words[1]),
            Long.parseLong(words[2]),
            Integer.parseInt(words[3]),
            Integer.parseInt(words[4]),
            new InetSocketAddress(host, Integer.parseInt(words[6])));
      } catch (UnknownHostException notALiteral) {
        throw new IllegalArgumentException("not an address: " + words[5], notALiteral);
      }
    }

    String key() {
      return BindFailure.text(address) + "/" + ordinal;
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf line) {
    String[] words = line.toString(CharsetUtil.UTF_8).split(" ");
    switch (words[0]) {
      case LISTEN -> {
        request = Request.parse(words);
        ports.listen(this, request);
      }
      case SEND -> channel.writeAndFlush(group.descriptor(request.slot()));
      case LIVE -> group.live(this);
      case GOT -> confirmed();
      case STOP -> group.stopping(this);
      case RELEASE -> leave(true);
      case PASS -> becomePassLink(Integer.parseInt(words[1]));
      default -> context.close();
    }
  }

  /**
   * @param sharesColumn where this replica's connections are counted
   */
  void accept(PortGroup accepting, int sharesColumn) {
    group = accepting;
    column = sharesColumn;
    tell(channel, OK, accepting.row(), sharesColumn);
  }

  void refuse(String message) {
    tell(channel, ERR, "BIND", message.replace('\n', ' ')).addListener(ChannelFutureListener.CLOSE);
  }

  Request request() {
    return request;
  }

  int column() {
    return column;
  }

  boolean hasCredit() {
    return unconfirmed.size() < CREDIT;
  }

  /** Sends a connection to the replica. */
  void forward(EpollSocketChannel connection) {
    unconfirmed.add(connection);
    channel
        .writeAndFlush(connection.fd())
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                channel.close();
              }
            });
  }

  private void confirmed() {
    EpollSocketChannel connection = unconfirmed.poll();
    if (connection != null) {
      connection.unsafe().closeForcibly();
      group.creditCame();
    }
  }

  /**
   * Closed after what is already queued on the link: that is still served.
   *
   * @param released by the application itself
   */
  void leave(boolean released) {
    group.left(this, released);
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  private void becomePassLink(int row) {
    group = null;
    EpollDomainSocketChannel descriptors = (EpollDomainSocketChannel) channel;
    descriptors.config().setReadMode(DomainSocketReadMode.FILE_DESCRIPTORS);
    channel.pipeline().remove(LINES);
    channel.pipeline().addFirst(new PassedOn(row));
    tell(channel, OK);
  }

  private final class PassedOn extends io.netty.channel.ChannelInboundHandlerAdapter {
    private final int row;

    PassedOn(int row) {
      this.row = row;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object descriptor) {
      EpollSocketChannel connection =
          new EpollSocketChannel(((FileDescriptor) descriptor).intValue());
      tell(channel, GOT);
      PortGroup passing = ports.groupOfRow(row);
      if (passing == null) {
        connection.unsafe().closeForcibly();
      } else {
        passing.dispatch(connection);
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (group != null) {
      group.left(this, false);
      // Nobody has read from these: another replica can serve them.
      unconfirmed.forEach(group::dispatch);
      unconfirmed.clear();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
