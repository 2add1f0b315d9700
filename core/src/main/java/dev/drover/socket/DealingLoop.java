package dev.drover.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import java.util.concurrent.Executor;

/** An event loop that may be left out when a server deals its connections. */
final class DealingLoop extends SingleThreadIoEventLoop {
  private volatile boolean leftOut;

  DealingLoop(IoEventLoopGroup parent, Executor executor, IoHandlerFactory factory) {
    super(parent, executor, factory);
  }

  void leaveOut(boolean out) {
    leftOut = out;
  }

  boolean isLeftOut() {
    return leftOut;
  }

  /** This is how Vert.x's acceptor gives a connection to the loop whose turn it is. */
  @Override
  public ChannelFuture register(Channel channel) {
    Dealer dealer = Dealer.of(channel);
    return dealer == null ? super.register(channel) : dealer.choose(this).take(channel);
  }

  private ChannelFuture take(Channel connection) {
    return super.register(connection);
  }
}
