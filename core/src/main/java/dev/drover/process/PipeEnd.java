package dev.drover.process;

import dev.drover.process.Stdio.Direction;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.Future;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;

/**
 * The parent's end of a pipe or socket on an epoll event loop: no channel, plain read and write.
 * Registered once, edge-triggered, for everything, as soon as somebody waits for it; pausing costs
 * no system call. Lives on its loop's thread unless said otherwise.
 */
final class PipeEnd implements EpollIoHandle {
  private static final int HANGUP = 0x10; // EPOLLHUP, which Netty has no constant for.
  private static final int ERROR = EpollIoOps.EPOLLERR.value();
  private static final int PEER_GONE = HANGUP | ERROR | EpollIoOps.EPOLLRDHUP.value();
  private static final int IN = EpollIoOps.EPOLLIN.value() | PEER_GONE;
  private static final int OUT = EpollIoOps.EPOLLOUT.value() | HANGUP | ERROR;

  private final IoEventLoop loop;
  private final FileDescriptor descriptor;
  private final PipeSource source;
  private final PipeSink sink;
  private IoRegistration registration;
  private int openSides;
  private boolean registering;
  private boolean deaf;
  private boolean closed;

  PipeEnd(ContextInternal context, ProcessLoop on, int descriptor, Direction direction) {
    loop = on.loop();
    boolean socket = direction == Direction.DUPLEX;
    this.descriptor = socket ? new Socket(descriptor) : new FileDescriptor(descriptor);
    source = direction == Direction.INPUT ? null : new PipeSource(context, on, this);
    sink = direction == Direction.OUTPUT ? null : new PipeSink(context, loop, this);
    openSides = (source == null ? 0 : 1) + (sink == null ? 0 : 1);
  }

  /** Null where the child does not write. Any thread. */
  PipeSource source() {
    return source;
  }

  /** Null where the child does not read. Any thread. */
  PipeSink sink() {
    return sink;
  }

  boolean isSocket() {
    return descriptor instanceof Socket;
  }

  /** From now on readiness is told, also what there is already. */
  void register() {
    if (!closed && !registering) {
      registering = true;
      loop.register(this).addListener(this::registered);
    }
  }

  private void registered(Future<? super IoRegistration> done) {
    if (!done.isSuccess()) {
      close();
      return;
    }
    registration = (IoRegistration) done.getNow();
    if (closed) {
      registration.cancel();
      return;
    }
    submit();
  }

  private void submit() {
    int wanted = EpollIoOps.EPOLLET.value() | EpollIoOps.EPOLLRDHUP.value();
    wanted |= source == null || deaf ? 0 : EpollIoOps.EPOLLIN.value();
    wanted |= sink == null ? 0 : EpollIoOps.EPOLLOUT.value();
    registration.submit(EpollIoOps.valueOf(wanted));
  }

  /**
   * Whether bytes that come are told; the end is in any case. Bytes that are there already when it
   * listens again are told too.
   */
  void listen(boolean listen) {
    if (deaf == listen && registration != null && !closed) {
      deaf = !listen;
      submit();
    }
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  /** Must not throw: Netty would put the event loop to sleep for a second. */
  @Override
  public void handle(IoRegistration registered, IoEvent event) {
    int happened = ((EpollIoEvent) event).ops().value();
    if (source != null && (happened & IN) != 0) {
      source.readable((happened & PEER_GONE) != 0);
    }
    if (sink != null && (happened & OUT) != 0) {
      sink.writable((happened & (HANGUP | ERROR)) != 0);
    }
  }

  /** The child has ended. */
  void childEnded() {
    if (source != null) {
      boolean knownByEvent = registering || closed;
      source.childEnded(!knownByEvent && Descriptors.hungUp(descriptor.intValue()));
      register(); // Unless that was the end, somebody else still holds the pipe.
    }
    if (sink != null) {
      sink.childEnded();
    }
  }

  /** No more is written: the child sees the end although the reading side stays. */
  void shutdownOutput() {
    if (descriptor instanceof Socket socket) {
      try {
        socket.shutdown(false, true);
      } catch (IOException alreadyGone) {
        // The peer was faster: it knows the end.
      }
    }
  }

  /** One of the two sides needs the descriptor no more. */
  void sideClosed() {
    if (--openSides == 0) {
      release();
    }
  }

  private void release() {
    if (!closed) {
      closed = true;
      if (registration != null) {
        registration.cancel();
      }
      if (registering) {
        closeLater(loop, descriptor);
      } else {
        close(descriptor);
      }
    }
  }

  /** Under both sides, at once; Netty calls it when the event loop ends. */
  @Override
  public void close() {
    if (source != null) {
      source.endClosed(); // First: it takes what is left.
    }
    if (sink != null) {
      sink.endClosed();
    }
    release();
  }

  /**
   * Closes after the batch of events at hand: it may hold one for this number, which a spawn in
   * between could get again, and the event with it.
   */
  static void closeLater(IoEventLoop loop, FileDescriptor descriptor) {
    try {
      loop.execute(() -> close(descriptor));
    } catch (RejectedExecutionException loopEnded) {
      close(descriptor);
    }
  }

  private static void close(FileDescriptor descriptor) {
    try {
      descriptor.close();
    } catch (IOException ignored) {
      // Linux frees the number even then.
    }
  }
}
