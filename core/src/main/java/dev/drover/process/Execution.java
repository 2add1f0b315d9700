package dev.drover.process;

import dev.drover.process.ExecOptions.Overflow;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;

/** A child whose output is collected until it closes. */
final class Execution {
  private final SpawnedProcess process;
  private final ExecOptions options;
  private final Collected stdout;
  private final Collected stderr;

  private Execution(SpawnedProcess process, ExecOptions options) {
    this.process = process;
    this.options = options;
    stdout = new Collected();
    stderr = new Collected();
    collect(1, stdout);
    collect(2, stderr);
    if (process.hasInput(0)) {
      // A command may end without having read its input: that is its right.
      process.stdin().end(options.input());
    }
  }

  /** Fails unless the command exits with code 0. */
  static Future<ProcessResult> start(
      ContextInternal context, SpawnRequest request, ExecOptions options) {
    return Spawner.spawn(context, request).compose(process -> of(process, options));
  }

  /** Of a child whose streams nobody has touched. */
  static Future<ProcessResult> of(SpawnedProcess process, ExecOptions options) {
    Execution execution = new Execution(process, options);
    return process.closed().compose(execution::judge);
  }

  /** What is kept of one stream: to the byte. */
  private final class Collected {
    private final Buffer bytes = Buffer.buffer();
    private boolean truncated;

    void add(Buffer chunk) {
      int room = (int) Math.min(chunk.length(), options.maxBuffer() - bytes.length());
      bytes.appendBuffer(chunk, 0, room);
      if (room < chunk.length() && !truncated) {
        truncated = true;
        if (options.overflow() == Overflow.FAIL) {
          process.stop(StopCause.MAX_BUFFER);
        }
      }
    }

    Output output() {
      return new Output(bytes, options.encoding(), truncated);
    }
  }

  private void collect(int descriptor, Collected into) {
    if (process.hasOutput(descriptor)) {
      process.output(descriptor).handler(into::add);
    }
  }

  /** Also of a command that had ended before it could be stopped for it. */
  private boolean overflowed() {
    return options.overflow() == Overflow.FAIL && (stdout.truncated || stderr.truncated);
  }

  private Future<ProcessResult> judge(ExitStatus exit) {
    ProcessResult result =
        new ProcessResult(
            exit, stdout.output(), stderr.output(), process.duration(), process.usage());
    StopCause cause = process.stopCause().orElse(overflowed() ? StopCause.MAX_BUFFER : null);
    ContextInternal context = process.context();
    return exit.isSuccess() && cause == null
        ? context.succeededFuture(result)
        : context.failedFuture(
            new ExecException(process.command(), result, cause, process.stopReason()));
  }
}
