package dev.drover.socket;

import static dev.drover.socket.PortLines.MISSED;
import static dev.drover.socket.PortLines.tell;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.Socket;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands first where a link brings descriptors, and tells of those that were lost. A process that
 * has no descriptor left gets the byte that carried one, and not the descriptor: gone for good.
 * Netty then looks at an error number that is not of this read. Mostly it takes it for "nothing to
 * read", else for a failure of the link; so a read that brought nothing is what tells of it.
 */
final class DescriptorReader extends ChannelInboundHandlerAdapter {
  private static final InternalLogger LOG =
      InternalLoggerFactory.getInstance(DescriptorReader.class);

  private static final long WARNING_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** When this process may warn again: it is out of descriptors for all its links at once. */
  private static final AtomicLong NEXT_WARNING = new AtomicLong(System.nanoTime());

  private final Runnable missed;

  /** True at first: the read that is just going on has brought the line that began all this. */
  private boolean came = true;

  private DescriptorReader(Runnable missed) {
    this.missed = missed;
  }

  /**
   * From here on the link brings descriptors only. Call it from where its last line is handled, and
   * before the other side is told that it may send.
   *
   * @param missed one was lost, and the other side has been told so
   */
  static void install(Channel link, Runnable missed) throws IOException {
    EpollDomainSocketChannel descriptors = (EpollDomainSocketChannel) link;
    descriptors.config().setReadMode(DomainSocketReadMode.FILE_DESCRIPTORS);
    // After several of them, of which the last was lost, nothing would seem to be missing.
    MaxMessagesRecvByteBufAllocator reads = descriptors.config().getRecvByteBufAllocator();
    reads.maxMessagesPerRead(1);
    link.pipeline().addFirst(new DescriptorReader(missed));
    // There is nothing, and this thread has an error number from now on: while it never had one,
    // Netty would take the first loss for the link's end.
    ((Socket) descriptors.fd()).recvFd();
  }

  /** At most once a second; any thread. */
  static void warn(String forWhat) {
    long next = NEXT_WARNING.get();
    long now = System.nanoTime();
    if (now - next >= 0 && NEXT_WARNING.compareAndSet(next, now + WARNING_NANOS)) {
      LOG.warn("no file descriptor is left (ulimit -n) for {}", forWhat);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object descriptor) {
    came = true;
    context.fireChannelRead(descriptor);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!came) {
      // Where the other side is gone, that was all there was to it: the link's end follows.
      tell(context.channel(), MISSED)
          .addListener(
              told -> {
                if (told.isSuccess()) {
                  missed.run();
                }
              });
    }
    came = false;
    context.fireChannelReadComplete();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // The link's real end comes as such.
    if (!(cause instanceof IOException)) {
      context.fireExceptionCaught(cause);
    }
  }
}
