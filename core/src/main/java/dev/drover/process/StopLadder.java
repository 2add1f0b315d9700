package dev.drover.process;

import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ends a child that does not end by itself: the kill signal for its tree, then SIGKILL, then its
 * streams are closed whoever holds their other ends. One climb per child. Thread-safe.
 */
final class StopLadder {
  private static final Duration AT_CLOSE = Duration.ofSeconds(5);

  private final ContextInternal context;
  private final Child child;
  private final SpawnOptions options;
  private final AtomicReference<StopLadder> self = new AtomicReference<>(this);
  private StopCause cause;
  private Throwable reason;
  private long timeoutTimer = -1;
  private long forceTimer = -1;
  private boolean done;

  StopLadder(ContextInternal context, Child child, SpawnOptions options) {
    this.context = context;
    this.child = child;
    this.options = options;
  }

  /** Watches the timeout and the cancellation from now on. */
  synchronized void begin() {
    if (!options.timeout().isZero() && !done) {
      timeoutTimer = setTimer(options.timeout(), () -> stop(StopCause.TIMEOUT, null));
    }
    options.cancellation().ifPresent(cancelled -> listen(cancelled, self));
  }

  /** A cancellation may live long: of a child that has closed it keeps an empty reference only. */
  private static void listen(Future<?> cancelled, AtomicReference<StopLadder> listener) {
    cancelled.onComplete(
        end -> {
          StopLadder ladder = listener.get();
          if (ladder != null) {
            ladder.stop(StopCause.CANCELLED, end.cause());
          }
        });
  }

  private long setTimer(Duration delay, Runnable action) {
    return context.setTimer(Math.max(1, delay.toMillis()), id -> action.run());
  }

  /** The first cause counts; nothing happens to a child that has closed. */
  synchronized void stop(StopCause newCause, Throwable newReason) {
    if (done || cause != null) {
      return;
    }
    cause = newCause;
    reason = newReason;
    Duration patience = options.forceKillAfter();
    if (newCause == StopCause.CLOSED && !options.orphanGrace().isZero()) {
      patience = options.orphanGrace(); // It ends by itself.
    } else {
      child.kill(options.killSignal(), true);
      if (patience.isZero() && newCause == StopCause.CLOSED) {
        patience = AT_CLOSE; // An owner that closes must come to an end.
      }
    }
    if (!patience.isZero()) {
      forceTimer = setTimer(patience, this::force);
    }
  }

  private synchronized void force() {
    if (!done) {
      child.kill(Signal.KILL, true);
      child.closeStreams();
    }
  }

  /** The child has closed. */
  synchronized void end() {
    done = true;
    self.set(null);
    context.owner().cancelTimer(timeoutTimer);
    context.owner().cancelTimer(forceTimer);
  }

  /** Null while the child was left alone. */
  synchronized StopCause cause() {
    return cause;
  }

  /** What the cancellation failed with; else null. */
  synchronized Throwable reason() {
    return reason;
  }
}
