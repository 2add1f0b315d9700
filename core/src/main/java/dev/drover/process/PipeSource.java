package dev.drover.process;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads a pipe while its user wants more. Everything but the stream's own methods runs on the loop.
 *
 * <p>When the child has ended without a handler ever set, what is left in the pipe (it fits into
 * one) is taken out, so that the descriptor can be closed, and held for a handler that comes late.
 */
final class PipeSource extends OutputQueue {
  private static final int CHUNK = 128 * 1024;
  private static final int READS_PER_TURN = 8;
  private static final int MOST_READS_AT_THE_END = 2 * PipeSize.LARGE / CHUNK;
  private static final int CHUNKS_WAITING_ON_ANOTHER_THREAD = 16;
  private static final FastThreadLocal<ByteBuffer> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected ByteBuffer initialValue() {
          return ByteBuffer.allocateDirect(CHUNK);
        }
      };

  private final IoEventLoop loop;
  private final PipeEnd end;
  private final PipeSize size;
  private final Promise<Void> drained = Promise.promise();
  private final Queue<Buffer> held = new ArrayDeque<>();
  private boolean ready;
  private boolean hangup;
  private boolean flowing;
  private boolean full;
  private boolean childEnded;
  private boolean reading;
  private boolean finished;
  private boolean lent;
  private boolean shared;
  private IOException failure;

  PipeSource(ContextInternal context, ProcessLoop on, PipeEnd end) {
    super(context, on.producer(), on.isContexts() ? 1 : CHUNKS_WAITING_ON_ANOTHER_THREAD);
    this.loop = on.loop();
    this.end = end;
    size = new PipeSize(end);
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
    ready = true;
    hangup |= peerGone;
    read();
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

  private void read() {
    if (reading) {
      return;
    }
    reading = true;
    try {
      // Yields to others after some reads; no new edge comes for what is still in the pipe.
      for (int turn = 0; wantsMore(); turn++) {
        if (turn == READS_PER_TURN) {
          loop.execute(this::read);
          return;
        }
        readOnce();
      }
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
    boolean takingTheRest = childEnded && hangup && !lent && !shared && !everAttached();
    return ready && !finished && (flowing ? !full : takingTheRest);
  }

  private void readOnce() throws IOException {
    ByteBuffer scratch = SCRATCH.get();
    int count = end.fd().read(scratch, 0, CHUNK);
    if (count < 0) {
      finish(null);
    } else if (count == 0) {
      ready = false;
    } else {
      // A short read has emptied the pipe: the next byte brings an edge. The end may have been
      // announced already.
      ready = count == CHUNK || hangup || size.growAfter(count);
      count(count);
      emit(copy(scratch, count));
    }
  }

  /** Bounded, since somebody may write as fast as this reads. */
  private void takeRest() {
    try {
      ready = !lent && !shared;
      for (int turn = 0; ready && !finished && turn < MOST_READS_AT_THE_END; turn++) {
        readOnce();
      }
    } catch (IOException | RejectedExecutionException e) {
      return; // It is closed already, or there is nobody to tell.
    }
  }

  private static Buffer copy(ByteBuffer scratch, int count) {
    BufferInternal chunk = BufferInternal.buffer(count);
    chunk.unwrap().writeBytes(scratch.duplicate().limit(count));
    return chunk;
  }

  private void emit(Buffer chunk) {
    if (flowing) {
      push(chunk);
    } else {
      held.add(chunk);
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

  /**
   * A descriptor for another child, who then reads instead of this JVM. On any thread but the loop.
   *
   * @throws IOException when bytes may have come into this JVM already
   */
  int lend() throws IOException {
    return LoopCall.get(
        loop,
        () -> {
          if (everAttached() || lent || failure != null) {
            throw new IOException("the output has a handler or was handed over already");
          }
          int descriptor = finished ? pipeOfTheRest() : duplicate();
          lent = true;
          return descriptor;
        });
  }

  /** As {@link #lend}, but this JVM may read too. */
  int share() throws IOException {
    return LoopCall.get(
        loop,
        () -> {
          if (finished || lent) {
            throw new IOException("the output has ended or was handed over");
          }
          shared = true;
          return duplicate();
        });
  }

  private int duplicate() throws IOException {
    int own = end.fd().intValue();
    return end.isSocket() ? Descriptors.duplicate(own, 0) : Descriptors.reopen(own, Libc.O_RDONLY);
  }

  private int pipeOfTheRest() throws IOException {
    List<ByteBuffer> rest = held.stream().map(chunk -> ByteBuffer.wrap(chunk.getBytes())).toList();
    return Descriptors.pipeHolding(rest);
  }

  /** The other child did not start. Any thread. */
  void takeBack() {
    loop.execute(
        () -> {
          lent = false;
          read();
        });
  }

  /** The other child has started: here is the end. Any thread. */
  void handOver() {
    loop.execute(
        () -> {
          held.clear();
          finish(null);
        });
  }
}
