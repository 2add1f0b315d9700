package dev.drover.process;

import io.netty.channel.IoEventLoop;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/** A child's output for other children, who read it instead of this JVM or beside it. */
final class PipeLoan {
  private final IoEventLoop loop;
  private final PipeEnd end;
  private final PipeSource source;

  // On the loop.
  private boolean lent;
  private boolean shared;

  PipeLoan(IoEventLoop loop, PipeEnd end, PipeSource source) {
    this.loop = loop;
    this.end = end;
    this.source = source;
  }

  /** Whether what is in the pipe may be for somebody else. On the loop. */
  boolean isOut() {
    return lent || shared;
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
          if (lent || source.isTouched()) {
            throw new IOException("the output has a handler or was handed over already");
          }
          int descriptor = source.isFinished() ? pipeOf(source.held()) : duplicate();
          lent = true;
          return descriptor;
        });
  }

  /** As {@link #lend}, but this JVM may read too. */
  int share() throws IOException {
    return LoopCall.get(
        loop,
        () -> {
          if (lent || source.isFinished()) {
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

  private static int pipeOf(Collection<Buffer> rest) throws IOException {
    List<ByteBuffer> chunks =
        rest.stream().map(chunk -> ByteBuffer.wrap(chunk.getBytes())).toList();
    return Descriptors.pipeHolding(chunks);
  }

  /** The other child did not start. Any thread. */
  void takeBack() {
    loop.execute(
        () -> {
          lent = false;
          source.read();
        });
  }

  /** The other child has started: here is the end. Any thread. */
  void handOver() {
    loop.execute(source::endHere);
  }
}
