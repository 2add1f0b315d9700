package dev.drover.process;

import dev.drover.process.ExecOptions.Overflow;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.Optional;

/** What is kept of one stream, to the byte. On the context of the child. */
final class CollectedOutput {
  private final SpawnedProcess process;
  private final ExecOptions options;
  private final Buffer bytes = Buffer.buffer();
  private boolean truncated;
  private SpillFile spill;

  CollectedOutput(SpawnedProcess process, ExecOptions options) {
    this.process = process;
    this.options = options;
  }

  void readFrom(ChildOutput output) {
    output.handler(chunk -> add(chunk, output));
  }

  private void add(Buffer chunk, ChildOutput output) {
    if (spill != null) {
      spill.write(chunk);
      return;
    }
    int room = (int) Math.min(chunk.length(), options.maxBuffer() - bytes.length());
    bytes.appendBuffer(chunk, 0, room);
    if (room < chunk.length()) {
      overflow(chunk.slice(room, chunk.length()), output);
    }
  }

  private void overflow(Buffer rest, ChildOutput output) {
    boolean first = !truncated;
    truncated = true;
    switch (options.overflow()) {
      case FAIL -> {
        if (first) {
          process.stop(StopCause.MAX_BUFFER);
        }
      }
      case TRUNCATE -> {}
      case SPILL -> {
        spill = new SpillFile(process.context(), options.spillDirectory(), output);
        spill.failed().onSuccess(cause -> process.stop(StopCause.SPILL_FAILED));
        spill.write(bytes);
        spill.write(rest);
      }
    }
  }

  /** Why the command failed by what it wrote, even if it had ended by then; else null. */
  StopCause problem() {
    if (truncated && options.overflow() == Overflow.FAIL) {
      return StopCause.MAX_BUFFER;
    }
    return spillFailure() == null ? null : StopCause.SPILL_FAILED;
  }

  /** Null where there was none. */
  Throwable spillFailure() {
    return spill == null ? null : spill.failed().result();
  }

  /** After the end of the stream: completes when all is where it is to be. */
  Future<Void> finished() {
    return spill == null ? Future.succeededFuture() : spill.close();
  }

  Output output() {
    Optional<Path> file = spill == null ? Optional.empty() : spill.path();
    return new Output(bytes, options.encoding(), truncated, file);
  }
}
