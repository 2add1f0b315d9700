package dev.drover.process;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What a child writes. Nothing is read before there is a handler, so nothing is lost before it, and
 * {@link #pause()} stops the reading of the pipe: the child then blocks once the pipe is full.
 * Handlers run on the context that spawned the child.
 *
 * <p>Taking the handler away ({@code handler(null)}) pauses; what comes is kept for the next one.
 */
public interface ChildOutput extends ReadStream<Buffer> {

  /** Whole lines in UTF-8, without their ends; see {@link #lines(Charset)}. */
  default ReadStream<String> lines() {
    return lines(StandardCharsets.UTF_8);
  }

  /**
   * Whole lines, without their {@code \n} or {@code \r\n}; the last may lack one. The charset must
   * write a line feed as one byte 10, as UTF-8, ASCII and ISO-8859 do.
   */
  default ReadStream<String> lines(Charset charset) {
    return new LineStream(this, charset, Integer.MAX_VALUE);
  }

  /**
   * As {@link #lines(Charset)}, for output that need not have lines at all: a longer one comes in
   * pieces that split no character, so that no more than one piece is kept in memory.
   *
   * @param longest in bytes, at least 16
   */
  default ReadStream<String> lines(Charset charset, int longest) {
    return new LineStream(this, charset, longest);
  }

  /** Text as it comes; a character that is split between chunks is delivered whole. */
  default ReadStream<String> text(Charset charset) {
    return new TextStream(this, charset);
  }

  /**
   * Ends the stream although others, such as the child's own children, may hold the pipe and write
   * on. What the pipe holds now is delivered still, then the end, and {@link ChildProcess#closed()}
   * does not wait for it any more. Who writes later gets SIGPIPE. Any thread.
   */
  void close();

  /**
   * Items of any kind. Demand counts items; those of a chunk that are not asked for yet wait, and
   * the pipe with them. The exception handler gets what the decoder rejects or fails with, too.
   */
  default <T> ReadStream<T> decode(Decoder<T> decoder) {
    return new CodecStream<>(this, Objects.requireNonNull(decoder, "decoder"));
  }

  /**
   * As {@link #handler}, for one that keeps nothing of a chunk: Drover may read the next one into
   * the same memory as soon as the handler has returned, which spares a copy of every byte and the
   * garbage. Copy what is needed later ({@link Buffer#copy()}); the chunk cannot grow. Nothing is
   * spared where the handler does not run on the event loop that reads the pipe: in a worker, on
   * Vert.x's NIO transport, with the JDK back end.
   *
   * <p>The same bargain as the {@code onread} option of Node's {@code net.Socket}.
   */
  default ChildOutput onRead(Handler<Buffer> handler) {
    return handler(handler);
  }

  @Override
  ChildOutput handler(Handler<Buffer> handler);

  @Override
  ChildOutput pause();

  @Override
  ChildOutput resume();

  @Override
  ChildOutput fetch(long amount);

  @Override
  ChildOutput endHandler(Handler<Void> handler);

  @Override
  ChildOutput exceptionHandler(Handler<Throwable> handler);
}
