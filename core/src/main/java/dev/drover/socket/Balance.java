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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Counts the connections of this replica at one address, and passes one on through the supervisor
 * when it has clearly more than its share. Stands between the adopted socket and the server;
 * confined to their event loop.
 */
final class Balance extends ChannelInboundHandlerAdapter {
  private static final InternalLogger LOG = InternalLoggerFactory.getInstance(Balance.class);

  private static final long RETRY_MILLIS = 1_000;

  private final SupervisedSource source;
  private final DroverServerChannel server;
  private final int row;
  private final int column;
  private final Shares shares;
  private final PassBudget budget = new PassBudget(System.nanoTime());

  /** Sent, not confirmed; kept open here, to be served here if the supervisor dies. */
  private final Unconfirmed<EpollSocketChannel> unconfirmed = new Unconfirmed<>();

  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private Channel passLink;
  private boolean mayPass;
  private boolean stopping;
  private Runnable whenSettled;

  /** The column is not this replica's any more. */
  private boolean forgotten;

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
      LOG.warn("connections are not balanced: cannot map their counts: {}", cause.toString());
      return null;
    }
  }

  void start() {
    if (shares == null || stopping) {
      started.complete(null);
      return;
    }
    source
        .connect(server.eventLoop(), new Passing())
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                startAgain();
              }
            });
  }

  /**
   * Completes when connections are passed on, or the first attempt has failed. The supervisor reads
   * the port links in turn: by then it also steers connections here.
   */
  CompletionStage<Void> started() {
    return started;
  }

  /** Somebody was out of descriptors; or the supervisor is gone, of which this is told by then. */
  private void startAgain() {
    started.complete(null);
    if (!stopping) {
      server.eventLoop().schedule(this::start, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Passes none on any more, and runs the action when the supervisor has all that were: before
   * that, this replica may be the last one that can serve them. With the action the supervisor
   * takes this replica for one that is not live.
   */
  void stop(Runnable settled) {
    end();
    whenSettled = settled;
    settleIfConfirmed();
  }

  private void settleIfConfirmed() {
    if (whenSettled != null && unconfirmed.isEmpty()) {
      supervisorForgets();
      if (passLink != null) {
        passLink.close();
      }
      Runnable settled = whenSettled;
      whenSettled = null;
      settled.run();
    }
  }

  /** From here on the supervisor may give the column to another. */
  void supervisorForgets() {
    end();
    forgotten = true;
  }

  private void end() {
    stopping = true;
    mayPass = false;
    started.complete(null);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object connection) {
    if (mayPass
        && unconfirmed.size() < CREDIT
        && shares.isOverloaded(row, column)
        && budget.take(System.nanoTime())) {
      pass((EpollSocketChannel) connection);
    } else {
      count((Channel) connection);
      context.fireChannelRead(connection);
    }
  }

  private void count(Channel connection) {
    if (shares != null && !forgotten) {
      shares.add(row, column, 1);
      countEnd(connection);
    }
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
              if (!forgotten) {
                shares.add(row, column, -1);
              }
            });
  }

  private void pass(EpollSocketChannel connection) {
    unconfirmed.add(SocketFacts.cookie(connection.fd()), connection);
    passLink
        .writeAndFlush(connection.fd())
        .addListener(
            sent -> {
              if (!sent.isSuccess() && unconfirmed.remove(connection)) {
                mayPass = false;
                serve(connection);
                settleIfConfirmed();
              }
            });
  }

  private void serve(Channel connection) {
    count(connection);
    server.accepted(connection);
  }

  private void confirmed(long cookie) {
    unconfirmed.arrived(
        cookie, what -> what.ifPresent(one -> one.unsafe().closeForcibly()), this::serve);
    settleIfConfirmed();
  }

  /** The supervisor has not read these: it is gone, or has no descriptor left for them. */
  private void takeBack() {
    mayPass = false;
    unconfirmed.end().forEach(this::serve);
    settleIfConfirmed();
  }

  private final class Passing extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      if (stopping) {
        // The server was closed while this was connecting: nobody else would close it.
        context.close();
        return;
      }
      passLink = context.channel();
      // A failed write says that the supervisor is gone, and not what it has confirmed before.
      passLink.config().setAutoClose(false);
      passLink.pipeline().addFirst(new LineBasedFrameDecoder(MAX_LENGTH));
      tell(passLink, PASS, row);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf line = (ByteBuf) message;
      String[] words = line.toString(CharsetUtil.UTF_8).split(" ");
      line.release();
      if (words[0].equals(OK)) {
        mayPass = !stopping;
        started.complete(null);
      } else if (words[0].equals(GOT)) {
        confirmed(Long.parseLong(words[1]));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      takeBack();
      startAgain();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
