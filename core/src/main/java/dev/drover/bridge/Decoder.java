package dev.drover.bridge;

import io.vertx.core.buffer.Buffer;

/**
 * Cuts what a child writes into items. Holds at most one item that is not complete yet, and never
 * more of it than is allowed. After it has thrown it must not be used again. Not thread-safe.
 */
interface Decoder {

  /** Takes an item and how many bytes of the child's it was. */
  interface Items {
    void add(Object item, int bytes);
  }

  void decode(Buffer chunk, Items items) throws BadOutputException;

  /** Nothing more comes: what is left is an item, or broken off. */
  void finish(Items items) throws BadOutputException;

  /**
   * @param mode not {@link StreamMode#IGNORE}
   */
  static Decoder of(StreamMode mode, int longest) {
    return switch (mode) {
      case LINES -> new LineDecoder(longest, bytes -> bytes.toString());
      case JSON -> new LineDecoder(longest, JsonLine::parse);
      case FRAMES -> new FrameDecoder(longest);
      case CHUNKS -> new ChunkDecoder();
      case IGNORE -> throw new IllegalArgumentException("what is ignored is not decoded");
    };
  }
}
