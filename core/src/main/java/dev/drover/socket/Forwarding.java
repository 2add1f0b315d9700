package dev.drover.socket;

import static dev.drover.socket.PortLines.CREDIT;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The connections that the supervisor sends over one link to a replica. One that has no descriptor
 * left loses what it is sent. It says so, and gets no more until a probe has arrived, which shows
 * that it has some again, and which connections were lost. Confined to the ports' event loop.
 */
final class Forwarding {
  /** As long as Netty's own acceptor leaves a server alone that has no descriptors. */
  private static final long REST_MILLIS = 1_000;

  private final Channel link;

  /** Kept open here, so that they can go to another if they are lost. */
  private final Unconfirmed<EpollSocketChannel> unconfirmed = new Unconfirmed<>();

  /** The replica has lost something since the last probe arrived. */
  private boolean losing;

  /** A probe will be sent. */
  private boolean resting;

  private boolean closing;

  Forwarding(Channel link) {
    this.link = link;
  }

  boolean hasCredit() {
    return unconfirmed.size() < CREDIT && !losing;
  }

  void forward(EpollSocketChannel connection) {
    unconfirmed.add(SocketFacts.cookie(connection.fd()), connection);
    send(connection.fd());
  }

  private void send(FileDescriptor descriptor) {
    link.writeAndFlush(descriptor)
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                link.close();
              }
            });
  }

  /**
   * The replica has it.
   *
   * @param lost is given what the replica has lost instead
   */
  void got(long cookie, Consumer<EpollSocketChannel> lost) {
    unconfirmed.arrived(cookie, this::arrived, lost);
    closeIfSettled();
  }

  private void arrived(Optional<EpollSocketChannel> what) {
    what.ifPresentOrElse(connection -> connection.unsafe().closeForcibly(), () -> losing = false);
  }

  /**
   * The replica has lost something; it does not know what.
   *
   * @param lost is given it, if it is known here
   */
  void missed(Consumer<EpollSocketChannel> lost) {
    losing = true;
    unconfirmed.missed(lost);
    closeIfSettled();
    if (!resting) {
      resting = true;
      link.eventLoop().schedule(this::probe, REST_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** With the supervisor's own listening socket: no connection is one, and it is always there. */
  private void probe() {
    resting = false;
    if (losing && link.isOpen()) {
      FileDescriptor probe = ((UnixChannel) link.parent()).fd();
      unconfirmed.addProbe(SocketFacts.cookie(probe));
      send(probe);
    }
  }

  /**
   * Closes the link when the replica has all that was sent: one that is closed before could not
   * tell, and what it serves would be given to another too.
   */
  void closeWhenSettled() {
    closing = true;
    closeIfSettled();
  }

  private void closeIfSettled() {
    if (closing && unconfirmed.isEmpty()) {
      link.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** The link is closed: nobody has read from these. */
  List<EpollSocketChannel> end() {
    return unconfirmed.end();
  }
}
