package dev.drover.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Accepts here what queued at the sockets of slots that have no live replica, when it is told that
 * somebody can take it. Confined to the ports' event loop.
 */
final class OrphanAcceptor {
  private static final InternalLogger LOG = InternalLoggerFactory.getInstance(OrphanAcceptor.class);

  /** Out of descriptors: as long as Netty's own acceptor leaves a server alone then. */
  private static final long RETRY_MILLIS = 1_000;

  private final EventLoop loop;
  private final String key;
  private final List<ListeningSlot> slots;
  private final Consumer<EpollSocketChannel> taker;
  private final Runnable rested;

  /** Could not accept a moment ago. */
  private boolean resting;

  /**
   * @param key of the address, for people
   * @param slots of the address; more may come
   * @param taker is given what is accepted
   * @param rested called when it could not accept, and may again: it has to be told anew whether to
   */
  OrphanAcceptor(
      EventLoop loop,
      String key,
      List<ListeningSlot> slots,
      Consumer<EpollSocketChannel> taker,
      Runnable rested) {
    this.loop = loop;
    this.key = key;
    this.slots = slots;
    this.taker = taker;
    this.rested = rested;
  }

  /** For a slot to come; accepts nothing yet. */
  EpollServerSocketChannel channel(LinuxSocket socket) {
    EpollServerSocketChannel channel = new EpollServerSocketChannel(socket.intValue());
    channel.config().setAutoRead(false);
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object connection) {
                taker.accept((EpollSocketChannel) connection);
              }

              @Override
              public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                failed(cause);
              }
            });
    loop.register(channel);
    return channel;
  }

  /** The connection stays in the queue; without a pause the loop would do nothing but try. */
  private void failed(Throwable cause) {
    if (!resting) {
      LOG.warn("cannot forward connections to {}, trying again in 1 s: {}", key, cause.toString());
      resting = true;
      accept(false);
      loop.schedule(this::again, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void again() {
    resting = false;
    rested.run();
  }

  /** Whether to accept, from now on, what is nobody's. */
  void accept(boolean taken) {
    for (ListeningSlot slot : slots) {
      slot.socket.config().setAutoRead(taken && !resting && !slot.isLive());
    }
  }
}
