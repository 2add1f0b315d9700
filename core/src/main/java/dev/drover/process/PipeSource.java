package dev.drover.process;

import io.netty.channel.IoEventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads a pipe while its user wants more. Everything but the stream's own methods runs on the loop.
 *
 * <p>When the child has ended without a handler ever set, what is left in the pipe (it fits into
 * one) is taken out, so that the descriptor can be closed, and held for a handler that comes late.
 */
final class PipeSource extends OutputQueue {
  private static final int READS_PER_TURN = 8;
  private static final int MOST_READS_AT_THE_END = 2 * PipeSize.LARGE / Scratch.SIZE;
  private static final int CHUNKS_WAITING_ON_ANOTHER_THREAD = 16;
  private final IoEventLoop loop;
  private final boolean handlersRunHere;
  private final PipeEnd end;
  private final PipeSize size;
  private final PipeLoan loan;
  private final Patience patience = new Patience(System.nanoTime());
  private final Pace pace = new Pace(System.nanoTime());
  private final Promise<Void> drained = Promise.promise();
  private final Queue<Buffer> held = new ArrayDeque<>();
  private boolean ready;
  private boolean hangup;
  private boolean flowing;
  private boolean full;
  private boolean childEnded;
  private boolean reading;
  private boolean lookingAgain;
  private boolean finished;
  private IOException failure;

  PipeSource(ContextInternal context, ProcessLoop on, PipeEnd end) {
    super(context, on.producer(), on.isContexts() ? 1 : CHUNKS_WAITING_ON_ANOTHER_THREAD);
    this.loop = on.loop();
    handlersRunHere = on.isContexts() && context.isEventLoopContext();
    this.end = end;
    size = new PipeSize(end);
    loan = new PipeLoan(loop, end, this);
  }

  /** Completes at the end of the stream: the user's, or the pipe's where nobody reads. */
  Future<Void> drained() {
    return drained.future();
  }

  @Override
  void startReading() {
    loop.execute(
        () -> {
          flowing = true;
          end.register();
          for (Buffer chunk; (chunk = held.poll()) != null; ) {
            push(chunk);
          }
          if (finished) {
            pushEnd(failure);
          } else {
            read();
          }
        });
  }

  @Override
  void stopReading() {
    full = true;
  }

  @Override
  void continueReading() {
    full = false;
    read();
  }

  void readable(boolean peerGone) {
    patience.woken(System.nanoTime());
    ready = true;
    hangup |= peerGone;
    if (!lookingAgain || hangup) {
      read();
    }
  }

  /**
   * @param peerGone whether everything that will ever come is in the pipe now
   */
  void childEnded(boolean peerGone) {
    childEnded = true;
    ready |= peerGone;
    hangup |= peerGone;
    read();
  }

  void read() {
    if (reading) {
      return;
    }
    reading = true;
    try {
      // Yields to others after some reads; no new edge comes for what is still in the pipe.
      for (int turn = 0; wantsMore(); turn++) {
        if (turn == READS_PER_TURN) {
          LoopCall.afterEvents(loop, this::read);
          return;
        }
        readOnce();
      }
      waitForMore();
    } catch (IOException e) {
      finish(e);
    } catch (RejectedExecutionException vertxClosed) {
      flowing = false; // There is nobody to tell.
      endClosed();
    } finally {
      reading = false;
    }
  }

  private boolean wantsMore() {
    boolean takingTheRest = childEnded && hangup && !loan.isOut() && !everAttached();
    return ready && !finished && (flowing ? !full : takingTheRest);
  }

  private void waitForMore() {
    if (ready || !flowing || full || finished) {
      return;
    }
    boolean fast = pace.isFast() && !hangup;
    end.listen(!fast);
    if (!lookingAgain && (fast || patience.lasts(System.nanoTime()))) {
      lookingAgain = true;
      LoopCall.afterEvents(loop, this::lookAgain);
    }
  }

  private void lookAgain() {
    lookingAgain = false;
    if (!ready && !pace.isFast()) {
      long before = System.nanoTime();
      Thread.yield();
      patience.gaveWay(System.nanoTime() - before);
    }
    ready = true;
    read();
  }

  private void readOnce() throws IOException {
    try (Scratch scratch = Scratch.take()) {
      int count = scratch.read(end.fd());
      if (count < 0) {
        finish(null);
      } else if (count == 0) {
        ready = false;
        pace.nothingCame(System.nanoTime());
      } else {
        // A short read has emptied the pipe: the next byte brings an edge. The end may have been
        // announced already.
        ready = count == Scratch.SIZE || hangup || size.growAfter(count);
        long now = System.nanoTime();
        patience.rewarded(now);
        pace.came(now, count);
        count(count);
        emit(scratch, count);
      }
    }
  }

  /** Bounded, since somebody may write as fast as this reads. */
  private void takeRest() {
    try {
      ready = !loan.isOut();
      for (int turn = 0; ready && !finished && turn < MOST_READS_AT_THE_END; turn++) {
        readOnce();
      }
    } catch (IOException | RejectedExecutionException e) {
      return; // It is closed already, or there is nobody to tell.
    }
  }

  private void emit(Scratch scratch, int count) {
    if (!flowing) {
      held.add(scratch.copy(count));
    } else if (handlersRunHere && mayLend()) {
      Loan loan = new Loan(scratch.view(count));
      push(loan);
      loan.end();
    } else {
      push(scratch.copy(count));
    }
  }

  private void finish(IOException cause) {
    if (finished) {
      return;
    }
    finished = true;
    failure = cause;
    size.release();
    if (flowing) {
      pushEnd(cause);
    }
    if (everAttached()) {
      consumed().onComplete(end -> drained.tryComplete());
    } else {
      drained.tryComplete();
    }
    end.sideClosed();
  }

  @Override
  public void close() {
    LoopCall.unlessEnded(loop, this::endClosed);
  }

  /**
   * The descriptor is closed under the stream, or about to be: what the pipe holds is saved for its
   * user, but nobody waits for him any more.
   */
  void endClosed() {
    abandon();
    takeRest();
    finish(null);
    drained.tryComplete();
  }

  PipeLoan loan() {
    return loan;
  }

  /** Whether bytes may have come into this JVM already, or were lost. */
  boolean isTouched() {
    return everAttached() || failure != null;
  }

  boolean isFinished() {
    return finished;
  }

  /** What was read for a handler that comes late. */
  Collection<Buffer> held() {
    return held;
  }

  /** All that comes is another's. */
  void endHere() {
    held.clear();
    finish(null);
  }
}
