package dev.drover.process;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * A child on an epoll loop: its pidfd tells the end, {@code wait4} the truth about it. Nobody else
 * waits for it, so its pid cannot be another's before that.
 */
final class NativeChild implements Child {
  private final ContextInternal context;
  private final ProcessLoop on;
  private final PidFd pidFd;
  private final PipeEnd[] places;
  private final List<PipeEnd> ends = new ArrayList<>();
  private final Promise<Ended> ended;
  private final Promise<Void> gone = Promise.promise();
  private final ExitHandle exit;

  /**
   * @param stdio whose parent's ends become this child's
   */
  NativeChild(ContextInternal context, ProcessLoop on, PidFd pidFd, StdioPlan stdio) {
    this.context = context;
    this.on = on;
    this.pidFd = pidFd;
    exit = new ExitHandle();
    ended = context.promise();
    places = new PipeEnd[stdio.size()];
    for (int at = 0; at < places.length; at++) {
      if (stdio.parent(at) >= 0) {
        places[at] = new PipeEnd(context, on, stdio.parent(at), stdio.direction(at));
        ends.add(places[at]);
      }
    }
  }

  @Override
  public long pid() {
    return pidFd.pid();
  }

  @Override
  public void onBytes(ByteCounter received, ByteCounter sent) {
    for (int at = 0; at < places.length; at++) {
      int descriptor = at;
      if (output(at) instanceof PipeSource source) {
        source.onBytes(bytes -> received.count(descriptor, bytes));
      }
      if (input(at) instanceof PipeSink sink) {
        sink.onBytes(bytes -> sent.count(descriptor, bytes));
      }
    }
  }

  @Override
  public void start() {
    try {
      on.run(
          () -> {
            for (PipeEnd end : ends) {
              if (end.isSocket()) {
                end.register(); // It tells when the other side is gone, be anybody reading or not.
              }
            }
            exit.register();
          });
    } catch (RejectedExecutionException loopEnded) {
      closeEnds();
      pidFd.signal(Signal.KILL, true);
      ended.tryFail(new IOException("the event loop has ended, and the child with it", loopEnded));
    }
  }

  private void closeEnds() {
    ends.forEach(PipeEnd::close);
  }

  @Override
  public ChildOutput output(int descriptor) {
    return has(descriptor) ? places[descriptor].source() : null;
  }

  @Override
  public WriteStream<Buffer> input(int descriptor) {
    return has(descriptor) ? places[descriptor].sink() : null;
  }

  private boolean has(int descriptor) {
    return descriptor >= 0 && descriptor < places.length && places[descriptor] != null;
  }

  @Override
  public Channel channel(int descriptor) {
    PipeEnd end = places[descriptor];
    Runnable close = () -> LoopCall.unlessEnded(on.loop(), end::close);
    return new MessageChannel(context, end.source(), end.sink(), end.source().drained(), close);
  }

  private List<PipeSource> outputs() {
    List<PipeSource> outputs = new ArrayList<>(ends.size());
    for (PipeEnd end : ends) {
      if (end.source() != null) {
        outputs.add(end.source());
      }
    }
    return outputs;
  }

  @Override
  public Future<Ended> ended() {
    return ended.future();
  }

  @Override
  public Future<Void> drained() {
    List<Future<Void>> all = outputs().stream().map(PipeSource::drained).toList();
    return ended.future().compose(exit -> Future.join(all).mapEmpty());
  }

  @Override
  public Future<Void> delivered() {
    return Future.join(outputs().stream().map(OutputQueue::delivered).toList()).mapEmpty();
  }

  @Override
  public boolean kill(Signal signal, boolean tree) {
    return pidFd.signal(signal, tree);
  }

  @Override
  public void closeStreams() {
    LoopCall.unlessEnded(on.loop(), this::closeEnds);
  }

  @Override
  public void discard() {
    closeEnds(); // They are not registered yet: any thread will do.
    pidFd.signal(Signal.KILL, true);
    release();
  }

  @Override
  public void release() {
    pidFd.close();
    gone.tryComplete();
  }

  /** Its loop ends before it does, and its context may have: nobody may hear of it any more. */
  void letGo() {
    exit.close();
  }

  /** Completes when it needs its loop no more: later than {@link #ended}, streams may live on. */
  Future<Void> gone() {
    return gone.future();
  }

  /** The pidfd becomes readable when the child is a zombie. */
  private final class ExitHandle implements EpollIoHandle {
    private final FileDescriptor descriptor = new FileDescriptor(pidFd.descriptor());
    private IoRegistration registration;
    private boolean closed;

    void register() {
      if (closed) {
        return;
      }
      on.loop()
          .register(this)
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  registration = (IoRegistration) done.getNow();
                  registration.submit(EpollIoOps.EPOLLIN);
                } else {
                  ended.tryFail(done.cause());
                }
              });
    }

    @Override
    public FileDescriptor fd() {
      return descriptor;
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
      try {
        Ended end = pidFd.reap();
        if (end == null) {
          return;
        }
        registered.cancel();
        ended.tryComplete(end);
      } catch (IOException e) {
        registered.cancel();
        ended.tryFail(e);
      }
      ends.forEach(PipeEnd::childEnded);
    }

    /** Netty's, when the loop ends before the child does; it is not always called. */
    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      if (registration != null) {
        registration.cancel();
      }
      release();
      closeEnds();
      ended.tryFail(new IOException("its Vert.x has closed before it ended"));
    }
  }
}
