package dev.drover.process;

import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Function;

/** A child whose output is collected until it closes. */
final class Execution {
  private final SpawnedProcess process;
  private final ExecOptions options;
  private final CollectedOutput stdout;
  private final CollectedOutput stderr;

  private Execution(SpawnedProcess process, ExecOptions options) {
    this.process = process;
    this.options = options;
    stdout = collect(1);
    stderr = collect(2);
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
    return process
        .closed()
        .compose(
            exit ->
                Future.join(execution.stdout.finished(), execution.stderr.finished())
                    .transform(kept -> execution.judge(exit)));
  }

  private CollectedOutput collect(int descriptor) {
    CollectedOutput collected = new CollectedOutput(process, options);
    if (process.hasOutput(descriptor)) {
      collected.readFrom(process.output(descriptor));
    }
    return collected;
  }

  private <T> T first(Function<CollectedOutput, T> of) {
    T ofStdout = of.apply(stdout);
    return ofStdout == null ? of.apply(stderr) : ofStdout;
  }

  private Future<ProcessResult> judge(ExitStatus exit) {
    ProcessResult result =
        new ProcessResult(
            exit, stdout.output(), stderr.output(), process.duration(), process.usage());
    StopCause cause = process.stopCause().orElseGet(() -> first(CollectedOutput::problem));
    Throwable reason =
        cause == StopCause.SPILL_FAILED
            ? first(CollectedOutput::spillFailure)
            : process.stopReason();
    ContextInternal context = process.context();
    return exit.isSuccess() && cause == null
        ? context.succeededFuture(result)
        : context.failedFuture(new ExecException(process.command(), result, cause, reason));
  }
}
