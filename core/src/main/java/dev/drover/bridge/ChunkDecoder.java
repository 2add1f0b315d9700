package dev.drover.bridge;

import io.vertx.core.buffer.Buffer;

/** Bytes as they come. */
final class ChunkDecoder implements Decoder {

  @Override
  public void decode(Buffer chunk, Items items) {
    items.add(chunk, chunk.length());
  }

  @Override
  public void finish(Items items) {
    // Nothing is ever kept.
  }
}
