package dev.drover.socket;

import static dev.drover.socket.PortLines.ERR;
import static dev.drover.socket.PortLines.GOT;
import static dev.drover.socket.PortLines.LISTEN;
import static dev.drover.socket.PortLines.LIVE;
import static dev.drover.socket.PortLines.MAX_LENGTH;
import static dev.drover.socket.PortLines.RELEASE;
import static dev.drover.socket.PortLines.SEND;
import static dev.drover.socket.PortLines.STOP;
import static dev.drover.socket.PortLines.tell;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.util.CharsetUtil;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The replica's end of a port link: gets the listening socket of its slot, then the connections
 * that the supervisor forwards. Confined to the server channel's event loop.
 */
final class AdoptedListener extends ChannelInboundHandlerAdapter
    implements DroverServerChannel.Listening {
  private final SupervisedSource source;
  private final DroverServerChannel server;
  private final InetSocketAddress address;
  private final int ordinal;
  private final ListenerSource.Outcome outcome;

  /** The address, for people; made early, as it is wanted when not even a class can be loaded. */
  private String name;

  private Channel link;
  private Channel acceptor;
  private Balance balance;
  private final CompletableFuture<Void> left = new CompletableFuture<>();
  private boolean live;
  private boolean stopped;
  private boolean released;

  /** The supervisor has been told that it leaves. */
  private boolean said;

  AdoptedListener(
      SupervisedSource source,
      DroverServerChannel server,
      InetSocketAddress address,
      int ordinal,
      ListenerSource.Outcome outcome) {
    this.source = source;
    this.server = server;
    this.address = address;
    this.name = BindFailure.text(address);
    this.ordinal = ordinal;
    this.outcome = outcome;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    link = context.channel();
    link.pipeline().addFirst("lines", new LineBasedFrameDecoder(MAX_LENGTH));
    tell(
        link,
        LISTEN,
        source.slot(),
        ProcessHandle.current().pid(),
        ordinal,
        server.options().backlog(),
        address.getAddress().getHostAddress(),
        address.getPort());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
    if (message instanceof ByteBuf line) {
      String text = line.toString(CharsetUtil.UTF_8);
      line.release();
      answered(text);
    } else if (acceptor == null) {
      adopt(((FileDescriptor) message).intValue());
    } else if (released) {
      // The server is gone: what is not confirmed the supervisor gives to another.
      close((FileDescriptor) message);
    } else {
      came((FileDescriptor) message);
    }
  }

  private void came(FileDescriptor descriptor) {
    // Said before anything is read from it: whoever is not told may give it to another.
    tell(link, GOT, SocketFacts.cookie(descriptor));
    if (SocketFacts.isListening(descriptor)) {
      // The supervisor's probe: all it wanted to know is that it came.
      close(descriptor);
    } else {
      EpollSocketChannel connection = new EpollSocketChannel(descriptor.intValue());
      balance.forwarded(connection);
      server.accepted(connection);
    }
  }

  private void missed() {
    if (acceptor == null) {
      outcome.failed(BindFailure.noDescriptor(name, null));
      link.close();
    } else {
      DescriptorReader.warn(
          "a connection to "
              + name
              + " that the supervisor forwarded: it keeps that until there is one");
    }
  }

  private String name(Channel bound) {
    int port = ((InetSocketAddress) bound.localAddress()).getPort();
    return BindFailure.text(new InetSocketAddress(address.getAddress(), port));
  }

  private static void close(FileDescriptor descriptor) {
    try {
      descriptor.close();
    } catch (IOException e) {
      // The number is free all the same.
    }
  }

  private void answered(String line) throws IOException {
    String[] words = line.split(" ", 3);
    if (words[0].equals(ERR)) {
      outcome.failed(new BindException(words[2]));
      link.close();
      return;
    }
    balance = new Balance(source, server, Integer.parseInt(words[1]), Integer.parseInt(words[2]));
    link.config().setAutoClose(false);
    link.pipeline().remove("lines");
    DescriptorReader.install(link, this::missed);
    tell(link, SEND);
  }

  /** Adopted, never bound again: bind on it would be EINVAL, and no option may be set on it. */
  private void adopt(int descriptor) {
    EpollServerSocketChannel channel = new EpollServerSocketChannel(descriptor);
    channel.config().setAutoRead(false);
    channel.pipeline().addLast(balance).addLast(server.relay());
    acceptor = channel;
    server
        .eventLoop()
        .register(channel)
        .addListener(
            registered -> {
              if (!registered.isSuccess()) {
                outcome.failed(registered.cause());
                link.close();
                return;
              }
              outcome.listening(channel.localAddress(), channel, this);
              name = name(channel);
              server.whenOpen(this::goLive);
            });
  }

  private void goLive() {
    if (!stopped) {
      live = true;
      tell(link, LIVE);
      balance.start();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    // After the handshake the link's end changes nothing: this copy of the socket stays good.
    if (acceptor == null) {
      outcome.failed(new BindException("the supervisor did not hand over " + address));
    } else {
      balance.supervisorForgets();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  @Override
  public CompletionStage<Void> sharing() {
    return balance.started();
  }

  @Override
  public CompletionStage<Void> stop() {
    // What queues at a replica that does not serve yet is for those that do.
    if (live && !stopped) {
      AcceptQueue.empty(acceptor, server::accepted);
    }
    return leave(STOP);
  }

  @Override
  public void release() {
    released = true;
    if (said) {
      // Of a drain, which the supervisor answers when all that it has sent is taken: none is now.
      tell(link, RELEASE);
    }
    leave(RELEASE);
  }

  /**
   * The supervisor answers by closing the link: after a STOP when all that it has forwarded is
   * taken here, after a RELEASE at once, and gives it to another. If it is gone, what it has
   * forwarded is still read before the link's end.
   */
  private CompletionStage<Void> leave(String how) {
    if (!stopped) {
      stopped = true;
      acceptor.close();
      balance.stop(() -> say(how));
    }
    return left;
  }

  private void say(String how) {
    said = true;
    tell(link, how);
    if (released && how.equals(STOP)) {
      tell(link, RELEASE);
    }
    link.closeFuture().addListener(closed -> left.complete(null));
  }
}
