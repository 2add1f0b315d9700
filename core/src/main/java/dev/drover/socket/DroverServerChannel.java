package dev.drover.socket;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The server channel that Vert.x binds. It has no socket of its own: at bind time, the first moment
 * the address is known, it lets its {@link ListenerSource} find one without blocking the event
 * loop, and relays what that accepts into its own pipeline, where Vert.x's acceptor is.
 *
 * <p>All of it happens on the channel's event loop.
 */
final class DroverServerChannel extends AbstractServerChannel {
  private final ServerOptions options = new ServerOptions(this, this::pauseAccepting);
  private final ServerSockets sockets;
  private final ListenerSource source;
  private final Supplier<ServerChannel> plainChannels;
  private volatile boolean open = true;
  private volatile boolean active;
  private volatile SocketAddress local;
  private volatile InetSocketAddress asked;
  private Listening listening;
  private Channel listener;

  private final Dealer dealer = new Dealer(this::deal);

  /** What Vert.x's acceptor wants. */
  private boolean reading;

  /**
   * @param plainChannels make server channels that are not Drover's
   */
  DroverServerChannel(
      ServerSockets sockets, ListenerSource source, Supplier<ServerChannel> plainChannels) {
    this.sockets = sockets;
    this.source = source;
    this.plainChannels = plainChannels;
    pipeline().addLast(new BindInterceptor());
  }

  /** What a source hands over once it listens. */
  interface Listening {
    /**
     * Completes when this JVM gets its share of the connections, no more and no less, or nothing
     * can be done about that for now. To be called once it takes connections.
     */
    CompletionStage<Void> sharing();

    /** Stops accepting; completes when no further connection can arrive. */
    CompletionStage<Void> stop();

    /** The application has closed its server. */
    void release();
  }

  private final class BindInterceptor extends ChannelOutboundHandlerAdapter {
    @Override
    public void bind(ChannelHandlerContext context, SocketAddress address, ChannelPromise promise) {
      asked = (InetSocketAddress) address;
      source.listen(
          DroverServerChannel.this,
          (InetSocketAddress) address,
          new ListenerSource.Outcome() {
            @Override
            public void listening(SocketAddress bound, Channel acceptor, Listening handle) {
              listener = acceptor;
              listening = handle;
              context.bind(bound, promise);
            }

            @Override
            public void failed(Throwable cause) {
              promise.tryFailure(cause);
            }
          });
    }
  }

  /** Put at the end of an accepting channel's pipeline: its connections become this channel's. */
  ChannelInboundHandlerAdapter relay() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object connection) {
        accepted((Channel) connection);
      }

      @Override
      public void channelReadComplete(ChannelHandlerContext context) {
        pipeline().fireChannelReadComplete();
      }

      @Override
      public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        pipeline().fireExceptionCaught(cause);
      }
    };
  }

  void accepted(Channel connection) {
    dealer.accepted(connection);
  }

  private void deal(Channel connection) {
    sockets.accepted(connection);
    pipeline().fireChannelRead(connection);
  }

  /** Connections wait before they are dealt, or do so no more. May be called from any thread. */
  void pauseDealing(boolean pause) {
    eventLoop().execute(() -> dealer.pause(pause));
  }

  /** May be called from any thread. */
  void forgetTakers() {
    eventLoop().execute(dealer::forget);
  }

  /**
   * The host as it was asked for (Netty binds 0.0.0.0 as :: where there is IPv6), its real port.
   */
  InetSocketAddress address() {
    return new InetSocketAddress(asked.getAddress(), ((InetSocketAddress) local).getPort());
  }

  ServerOptions options() {
    return options;
  }

  CompletionStage<PrivateDoor> openPrivateDoor() {
    return PrivateDoor.open(this, plainChannels.get());
  }

  /** May be called from any thread. */
  CompletionStage<Void> stopAccepting() {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    eventLoop()
        .execute(
            () -> {
              dealer.stop();
              if (listening == null) {
                stopped.complete(null);
              } else {
                listening.stop().whenComplete((done, failure) -> stopped.complete(null));
              }
            });
    return stopped;
  }

  @Override
  public ChannelConfig config() {
    return options;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return active;
  }

  @Override
  protected SocketAddress localAddress0() {
    return local;
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true;
  }

  @Override
  protected void doBind(SocketAddress address) {
    local = address;
    active = true;
    sockets.opened(this);
  }

  /**
   * From the first time on the listener reads by itself, as it would without Drover: asking it for
   * each batch would cost two system calls each time.
   */
  @Override
  protected void doBeginRead() {
    reading = true;
    whenOpen(this::readIfWanted);
  }

  private void readIfWanted() {
    if (reading && open && !listener.config().isAutoRead()) {
      listener.config().setAutoRead(true);
    }
  }

  /** Runs the action on the event loop as soon as this JVM takes connections: mostly at once. */
  void whenOpen(Runnable action) {
    if (sockets.isOpen()) {
      action.run();
    } else {
      sockets.whenOpen(() -> eventLoop().execute(action));
    }
  }

  /** Completes when it gets its share of the connections; call it when the gate is open. */
  CompletableFuture<Void> sharing() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    // What waited for the gate is on the event loop by now.
    eventLoop()
        .execute(
            () -> {
              if (listening == null) {
                done.complete(null);
              } else {
                listening.sharing().thenRun(() -> done.complete(null));
              }
            });
    return done;
  }

  /** Completes when all that its event loop had to do has been done. */
  CompletableFuture<Void> turn() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    eventLoop().execute(() -> done.complete(null));
    return done;
  }

  /** Vert.x's acceptor takes a break, such as when descriptors have run out. */
  private void pauseAccepting() {
    reading = false;
    if (listener != null) {
      listener.config().setAutoRead(false);
    }
  }

  @Override
  protected void doClose() {
    open = false;
    active = false;
    sockets.closed(this);
    dealer.close();
    if (listening != null) {
      listening.release();
    }
  }
}
