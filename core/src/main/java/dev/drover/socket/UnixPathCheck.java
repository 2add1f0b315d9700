package dev.drover.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Refuses to bind a unix socket where a server listens, or where a file is that is no socket: as
 * bind(2) would. Netty removes whatever is at the path before it binds, and so would take it from a
 * live server without a word. What a dead server has left is still replaced.
 */
final class UnixPathCheck extends ChannelOutboundHandlerAdapter {

  @Override
  public void bind(ChannelHandlerContext context, SocketAddress address, ChannelPromise promise) {
    String taken = address instanceof DomainSocketAddress unix ? taken(unix.path()) : null;
    if (taken == null) {
      context.bind(address, promise);
    } else {
      promise.setFailure(new BindException("Address already in use: " + taken));
    }
  }

  /** Says what is in the way; null when nothing is. */
  private static String taken(String path) {
    try {
      Path file = Path.of(path);
      BasicFileAttributes found =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!found.isOther()) {
        return path + ", a file that is no socket";
      }
      return isListenedOn(file) ? path + ", another server listens there" : null;
    } catch (IOException | IllegalArgumentException nothingThereOrNoPath) {
      return null;
    }
  }

  /** Never blocks: a unix socket connects at once, or says that it would have to wait. */
  private static boolean isListenedOn(Path file) {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(file));
      return true;
    } catch (IOException refused) {
      return false;
    }
  }
}
