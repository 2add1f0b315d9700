package dev.drover.control;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * Tells who is at the other end of a unix socket, from the kernel, which noted it when he
 * connected. The directory's mode keeps others out already; this holds even if it is changed.
 */
final class Peers {
  private final int uid;
  private final UserPrincipal owner;

  private Peers(int uid, UserPrincipal owner) {
    this.uid = uid;
    this.owner = owner;
  }

  /** Lets in whoever owns the file, which is this JVM's user for one that it has made. */
  static Peers ownersOf(Path file) throws IOException {
    return new Peers(
        (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS),
        Files.getOwner(file, LinkOption.NOFOLLOW_LINKS));
  }

  /** False also when it cannot be told. */
  boolean isOwner(Channel channel) {
    try {
      if (channel instanceof EpollDomainSocketChannel epoll) {
        return epoll.peerCredentials().uid() == uid;
      }
      return channel instanceof NioDomainSocketChannel && isOwnerByJdk(channel);
    } catch (IOException | LinkageError gone) {
      return false;
    }
  }

  private boolean isOwnerByJdk(Channel channel) {
    UnixDomainPrincipal peer =
        channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED));
    return peer != null && Objects.equals(peer.user(), owner);
  }
}
