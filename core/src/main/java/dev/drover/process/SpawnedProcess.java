package dev.drover.process;

import dev.drover.process.Child.Ended;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.Optional;

/** A child with its owner, its limits and its end. */
final class SpawnedProcess implements ChildProcess {
  private final ContextInternal context;
  private final SpawnRequest request;
  private final Child child;
  private final Listeners listeners;
  private final StopLadder ladder;
  private final Promise<ExitStatus> exit;
  private final Promise<ExitStatus> closed;
  private final Closeable closeHook = this::close;
  private final long startedAt = System.nanoTime();
  private final Channel channel;
  private volatile Duration duration;
  private volatile Ended ended;

  SpawnedProcess(ContextInternal context, SpawnRequest request, Child child, Listeners listeners) {
    this.context = context;
    this.request = request;
    this.child = child;
    this.listeners = listeners;
    ladder = new StopLadder(context, child, request.options());
    exit = context.promise();
    closed = context.promise();
    channel = request.channel() < 0 ? null : child.channel(request.channel());
  }

  /** Before anybody can write to it. */
  void countBytes() {
    if (!listeners.isEmpty()) {
      child.onBytes(
          (descriptor, bytes) -> listeners.tell(one -> one.received(this, descriptor, bytes)),
          (descriptor, bytes) -> listeners.tell(one -> one.sent(this, descriptor, bytes)));
    }
  }

  /** Lets events flow; after whoever spawned has been told. */
  void begin() {
    child.ended().onComplete(this::exited, exit::tryFail);
    child.drained().onComplete(done -> finish());
    ladder.begin();
    if (!request.options().detached() && !context.closeFuture().add(closeHook)) {
      leaveToItsEnd(); // The owner has closed meanwhile.
    }
    child.start();
  }

  /** Ends what nobody can be told of any more, instead of {@link #begin}. May block. */
  void discard() {
    child.discard();
  }

  private void exited(Ended end) {
    duration = Duration.ofNanos(System.nanoTime() - startedAt);
    ended = end;
    listeners.tell(listener -> listener.exited(this, end.status()));
    exit.tryComplete(end.status());
  }

  private void finish() {
    ladder.end();
    context.closeFuture().remove(closeHook);
    child.release();
    listeners.tell(listener -> listener.closed(this));
    exit.future().onComplete(closed);
  }

  private void close(Completable<Void> done) {
    leaveToItsEnd();
    closed.future().<Void>mapEmpty().onComplete(done);
  }

  private void leaveToItsEnd() {
    ladder.stop(StopCause.CLOSED, null);
    if (!request.options().orphanGrace().isZero()) {
      endInputs();
    }
    // Its readers have gone with the owner: nobody takes what is left.
    exit.future().onComplete(gone -> child.closeStreams());
  }

  /** By which it sees that it is left alone. */
  private void endInputs() {
    for (int descriptor = 0; descriptor < request.options().stdio().size(); descriptor++) {
      if (hasInput(descriptor)) {
        child.input(descriptor).end();
      }
    }
  }

  @Override
  public long pid() {
    return child.pid();
  }

  @Override
  public String command() {
    return request.describe();
  }

  @Override
  public WriteStream<Buffer> input(int descriptor) {
    WriteStream<Buffer> input = child.input(descriptor);
    if (input == null) {
      throw new IllegalStateException(noPipe(descriptor));
    }
    return input;
  }

  @Override
  public ChildOutput output(int descriptor) {
    ChildOutput output = child.output(descriptor);
    if (output == null) {
      throw new IllegalStateException(noPipe(descriptor));
    }
    return output;
  }

  private String noPipe(int descriptor) {
    return "descriptor " + descriptor + " of '" + request.command() + "' is no such pipe";
  }

  @Override
  public Channel channel() {
    if (channel == null) {
      throw new IllegalStateException("'" + request.command() + "' has no channel: fork it");
    }
    return channel;
  }

  boolean hasInput(int descriptor) {
    return child.input(descriptor) != null;
  }

  boolean hasOutput(int descriptor) {
    return child.output(descriptor) != null;
  }

  @Override
  public Future<ExitStatus> exit() {
    return exit.future();
  }

  @Override
  public Future<ExitStatus> closed() {
    // A handler that was set after the end has what was kept for it before it is told of the close.
    return closed.future().compose(status -> child.delivered().map(status));
  }

  @Override
  public Optional<StopCause> stopCause() {
    return Optional.ofNullable(ladder.cause());
  }

  @Override
  public Optional<ResourceUsage> usage() {
    return ended == null ? Optional.empty() : ended.usage();
  }

  @Override
  public Duration duration() {
    Duration whole = duration;
    return whole == null ? Duration.ofNanos(System.nanoTime() - startedAt) : whole;
  }

  @Override
  public boolean kill() {
    return kill(request.options().killSignal());
  }

  @Override
  public boolean kill(Signal signal) {
    return ended == null && child.kill(signal, false);
  }

  @Override
  public boolean killTree(Signal signal) {
    return child.kill(signal, true);
  }

  /** Ends it as a timeout would. */
  void stop(StopCause cause) {
    ladder.stop(cause, null);
  }

  /** What the cancellation failed with; else null. */
  Throwable stopReason() {
    return ladder.reason();
  }

  ContextInternal context() {
    return context;
  }
}
