package dev.drover.process;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a child wrote to one stream, as far as it was kept.
 *
 * @param bytes at most {@link ExecOptions#maxBuffer()} of them
 * @param encoding that {@link #text} decodes with
 * @param truncated whether the child wrote more
 * @param file that holds all of it, where {@link ExecOptions.Overflow#SPILL} was asked for and the
 *     child wrote more; whoever has this result deletes it
 */
public record Output(Buffer bytes, Charset encoding, boolean truncated, Optional<Path> file) {

  public String text() {
    return bytes.toString(encoding);
  }

  /** The text. */
  @Override
  public String toString() {
    return text();
  }
}
