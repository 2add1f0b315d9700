package dev.drover.socket;

import static dev.drover.socket.PortLines.ERR;
import static dev.drover.socket.PortLines.GOT;
import static dev.drover.socket.PortLines.LISTEN;
import static dev.drover.socket.PortLines.LIVE;
import static dev.drover.socket.PortLines.MAX_LENGTH;
import static dev.drover.socket.PortLines.MISSED;
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
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.util.CharsetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The supervisor's end of a port link: one per server of a replica. Confined to the ports' event
 * loop.
 */
final class PortLink extends SimpleChannelInboundHandler<ByteBuf> {
  private static final String LINES = "lines";

  private final SharedPorts ports;
  private final Channel channel;
  private final Forwarding forwarding;

  private PortGroup group;
  private Request request;
  private int column;

  private PortLink(SharedPorts ports, Channel channel) {
    this.ports = ports;
    this.channel = channel;
    this.forwarding = new Forwarding(channel);
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
  protected void channelRead0(ChannelHandlerContext context, ByteBuf line) throws IOException {
    String[] words = line.toString(CharsetUtil.UTF_8).split(" ");
    switch (words[0]) {
      case LISTEN -> {
        request = Request.parse(words);
        ports.listen(this, request);
      }
      case SEND -> channel.writeAndFlush(group.descriptor(request.slot()));
      case LIVE -> group.live(this);
      case GOT -> confirmed(Long.parseLong(words[1]));
      case MISSED -> forwarding.missed(this::lost);
      case STOP -> group.intake().stopping(this);
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
    return forwarding.hasCredit();
  }

  /** Sends a connection to the replica. */
  void forward(EpollSocketChannel connection) {
    forwarding.forward(connection);
  }

  private void confirmed(long cookie) {
    forwarding.got(cookie, this::lost);
    if (group != null) {
      group.intake().creditCame();
    }
  }

  private void lost(EpollSocketChannel connection) {
    group.intake().lost(this, connection);
  }

  /**
   * What has been sent before is still served: here, or after a release elsewhere.
   *
   * @param released by the application itself
   */
  void leave(boolean released) {
    group.left(this, released);
    if (released) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    } else {
      forwarding.closeWhenSettled();
    }
  }

  private void becomePassLink(int row) throws IOException {
    group = null;
    channel.pipeline().remove(LINES);
    channel.pipeline().addFirst(new PassedOn(row));
    DescriptorReader.install(channel, this::lostOneThatWasPassed);
    tell(channel, OK);
  }

  /** The replica serves by itself what it has passed on when the link is closed. */
  private void lostOneThatWasPassed() {
    DescriptorReader.warn("a connection that a replica has passed on: it serves that itself");
    channel.close();
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
      tell(channel, GOT, SocketFacts.cookie(connection.fd()));
      PortGroup passing = ports.groupOfRow(row);
      if (passing == null) {
        connection.unsafe().closeForcibly();
      } else {
        passing.intake().dispatch(connection);
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (group != null) {
      group.left(this, false);
      // Nobody has read from these: another replica can serve them.
      forwarding.end().forEach(group.intake()::dispatch);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
