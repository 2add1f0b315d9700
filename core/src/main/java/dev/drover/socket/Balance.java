package dev.drover.socket;

import static dev.drover.socket.PortLines.CREDIT;
import static dev.drover.socket.PortLines.GOT;
import static dev.drover.socket.PortLines.MAX_LENGTH;
import static dev.drover.socket.PortLines.OK;
import static dev.drover.socket.PortLines.PASS;
import static dev.drover.socket.PortLines.tell;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.util.CharsetUtil;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;

/**
 * Counts the connections of this replica at one address, and passes one on through the supervisor
 * when it has clearly more than its share. Stands between the adopted socket and the server;
 * confined to their event loop.
 */
final class Balance extends ChannelInboundHandlerAdapter {
  private static final InternalLogger LOG = InternalLoggerFactory.getInstance(Balance.class);

  private final SupervisedSource source;
  private final DroverServerChannel server;
  private final int row;
  private final int column;
  private final Shares shares;
  private final PassBudget budget = new PassBudget(System.nanoTime());
  private Channel passLink;
  private int credit;
  private boolean stopped;

  /**
   * @param row of this address in the {@link Shares}
   * @param column of this replica
   */
  Balance(SupervisedSource source, DroverServerChannel server, int row, int column) {
    this.source = source;
    this.server = server;
    this.row = row;
    this.column = column;
    this.shares = map(source);
  }

  private static Shares map(SupervisedSource source) {
    try {
      return Shares.map(source.sharesFile());
    } catch (IOException cause) {
      LOG.warn("connections are not balanced: cannot map {}", source.sharesFile(), cause);
      return null;
    }
  }

  void start() {
    if (shares != null) {
      source.connect(server.eventLoop(), new Passing());
    }
  }

  /** From here on the supervisor counts this replica as not live. */
  void stop() {
    stopped = true;
    credit = 0;
    if (passLink != null) {
      passLink.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object connection) {
    if (credit > 0 && shares.isOverloaded(row, column) && budget.take(System.nanoTime())) {
      pass((EpollSocketChannel) connection);
      return;
    }
    if (shares != null) {
      shares.add(row, column, 1);
      countEnd((Channel) connection);
    }
    context.fireChannelRead(connection);
  }

  /** A connection that came over the link: the supervisor has counted it. */
  void forwarded(Channel connection) {
    if (shares != null) {
      countEnd(connection);
    }
  }

  private void countEnd(Channel connection) {
    connection
        .closeFuture()
        .addListener(
            closed -> {
              if (!stopped) {
                shares.add(row, column, -1);
              }
            });
  }

  private void pass(EpollSocketChannel connection) {
    credit--;
    passLink
        .writeAndFlush(connection.fd())
        .addListener(
            sent -> {
              if (sent.isSuccess()) {
                connection.unsafe().closeForcibly();
              } else {
                credit = 0;
                server.accepted(connection);
              }
            });
  }

  private final class Passing extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      passLink = context.channel();
      passLink.pipeline().addFirst(new LineBasedFrameDecoder(MAX_LENGTH));
      tell(passLink, PASS, row);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf line = (ByteBuf) message;
      String word = line.toString(CharsetUtil.UTF_8).split(" ")[0];
      line.release();
      if (stopped) {
        context.close();
      } else if (word.equals(OK)) {
        credit = CREDIT;
      } else if (word.equals(GOT)) {
        credit++;
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      credit = 0;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
