package dev.drover.process;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.Charset;

/**
 * What a child wrote to one stream, as far as it was kept.
 *
 * @param bytes at most {@link ExecOptions#maxBuffer()} of them
 * @param encoding that {@link #text} decodes with
 * @param truncated whether the child wrote more
 */
public record Output(Buffer bytes, Charset encoding, boolean truncated) {

  public String text() {
    return bytes.toString(encoding);
  }

  /** The text. */
  @Override
  public String toString() {
    return text();
  }
}
