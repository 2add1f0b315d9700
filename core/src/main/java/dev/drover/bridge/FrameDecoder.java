package dev.drover.bridge;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** The frames of {@link dev.drover.process.Decoder#frames}, with their size on the wire. */
final class FrameDecoder implements Decoder {
  static final int HEADER = 4;

  private final dev.drover.process.Decoder<Buffer> frames;

  FrameDecoder(int longest) {
    frames = dev.drover.process.Decoder.frames(longest);
  }

  @Override
  public void decode(Buffer chunk, Items items) throws BadOutputException {
    try {
      frames.decode(chunk, new Sized(items));
    } catch (IOException offence) {
      throw new BadOutputException(offence.getMessage());
    }
  }

  @Override
  public void finish(Items items) throws BadOutputException {
    try {
      frames.end(new Sized(items));
    } catch (IOException offence) {
      throw new BadOutputException(offence.getMessage());
    }
  }

  private record Sized(Items items) implements dev.drover.process.Decoder.Items<Buffer> {
    @Override
    public void add(Buffer frame) {
      items.add(frame, HEADER + frame.length());
    }

    @Override
    public void reject(IOException reason) {
      throw new IllegalStateException("no frame is left out", reason);
    }
  }
}
