package dev.drover.process;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/**
 * Makes items of the bytes of a stream: {@link ChildOutput#decode}. For text there are {@link
 * ChildOutput#lines} and {@link ChildOutput#text}. One for each stream; called on one thread at a
 * time.
 *
 * @param <T> an item
 */
public interface Decoder<T> {

  /** Where a decoder puts what it has made. */
  interface Items<T> {
    void add(T item);

    /**
     * Something was no item and is left out; the items after it come. The stream's exception
     * handler has the reason, after the items before it.
     */
    void reject(IOException reason);
  }

  /**
   * Bytes have come. What is incomplete is kept for the next call.
   *
   * @throws IOException when nothing after this can be told apart any more: the stream's exception
   *     handler has it, and what follows is read and dropped until the end
   */
  void decode(Buffer chunk, Items<T> items) throws IOException;

  /**
   * The bytes have ended.
   *
   * @throws IOException when they ended within an item
   */
  void end(Items<T> items) throws IOException;

  /**
   * JSON values, one a line: {@code JsonObject}, {@code JsonArray}, {@code String}, {@code Number},
   * {@code Boolean} or null. Empty lines are passed over, others that are no JSON rejected.
   *
   * @param longest bytes of a line without its end; longer ones are rejected
   */
  static Decoder<Object> jsonLines(int longest) {
    return new JsonLineDecoder(longest);
  }

  /**
   * Frames: four bytes of length, the highest first, then as many bytes.
   *
   * @param longest bytes of a frame without its length; a longer one fails the stream, since what
   *     is no length is a sign of another protocol
   */
  static Decoder<Buffer> frames(int longest) {
    return new FrameDecoder(longest);
  }
}
