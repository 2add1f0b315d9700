package dev.drover.bridge;

import io.vertx.core.buffer.Buffer;

/** A big-endian 32-bit length, then that many bytes. */
final class FrameDecoder implements Decoder {
  static final int HEADER = 4;

  private final int longest;
  private Buffer partial = Buffer.buffer();

  FrameDecoder(int longest) {
    this.longest = longest;
  }

  @Override
  public void decode(Buffer chunk, Items frames) throws BadOutputException {
    int at = 0;
    while (at < chunk.length()) {
      int missing = missing();
      int taken = Math.min(missing, chunk.length() - at);
      partial.appendBuffer(chunk, at, taken);
      at += taken;
      if (partial.length() >= HEADER) {
        completeFrame(frames);
      }
    }
  }

  /** Bytes to the end of the header, or of the frame; what is announced is not reserved. */
  private int missing() throws BadOutputException {
    int length = partial.length();
    return length < HEADER ? HEADER - length : HEADER + announced() - length;
  }

  private int announced() throws BadOutputException {
    long announced = partial.getUnsignedInt(0);
    if (announced > longest) {
      partial = Buffer.buffer();
      throw new BadOutputException(
          "a frame of %d bytes, and %d are allowed".formatted(announced, longest));
    }
    return (int) announced;
  }

  private void completeFrame(Items frames) throws BadOutputException {
    if (partial.length() == HEADER + announced()) {
      Buffer whole = partial;
      partial = Buffer.buffer();
      frames.add(whole.slice(HEADER, whole.length()), whole.length());
    }
  }

  @Override
  public void finish(Items frames) throws BadOutputException {
    if (partial.length() > 0) {
      throw new BadOutputException("an end within a frame");
    }
  }
}
