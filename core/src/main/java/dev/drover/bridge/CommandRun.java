package dev.drover.bridge;

import dev.drover.process.ChildProcess;
import dev.drover.process.ExecException;
import dev.drover.process.ExecOptions;
import dev.drover.process.ProcessListener;
import dev.drover.process.ProcessResult;
import dev.drover.process.SpawnException;
import dev.drover.process.StopCause;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** One run of a command, from its turn to its reply. On one context. */
final class CommandRun implements ProcessListener {
  private final Vertx vertx;
  private final Context context;
  private final CommandSpec spec;
  private final List<String> argv;
  private final Promise<Void> cancellation = Promise.promise();
  private final Promise<JsonObject> reply = Promise.promise();
  private volatile long pid;
  private String outcome = "did not start";
  private boolean started;

  /** On the context that it is to run on. */
  CommandRun(Vertx vertx, CommandSpec spec, List<String> argv) {
    this.vertx = vertx;
    context = vertx.getOrCreateContext();
    this.spec = spec;
    this.argv = argv;
  }

  /** What to answer; fails with a {@link ReplyException}. */
  Future<JsonObject> reply() {
    return reply.future();
  }

  /** How it ended, for the log. */
  String outcome() {
    return outcome;
  }

  /** 0 when nothing was started. */
  long pid() {
    return pid;
  }

  String name() {
    return "'" + spec.name() + "'";
  }

  /** Has its turn; it may be another's end that gave it, and another's context. */
  void start() {
    started = true;
    context.runOnContext(now -> execute());
  }

  private void execute() {
    ExecOptions options =
        spec.settings()
            .execOptions(
                spec.settings()
                    .spawnOptions()
                    .listener(this)
                    .cancellation(cancellation.future())
                    .build());
    ChildProcess.execFile(vertx, argv.get(0), argv.subList(1, argv.size()), options)
        .onComplete(this::ended);
  }

  /** Ends it, whether it runs or waits. */
  void cancel() {
    cancellation.tryComplete();
    if (!started) {
      refuse(BridgeFailure.CANCELLED, name() + " was cancelled before it ran");
    }
  }

  void refuse(BridgeFailure failure, String why) {
    outcome = why;
    reply.tryFail(failure.with(why));
  }

  @Override
  public void spawned(ChildProcess child) {
    pid = child.pid();
  }

  private void ended(AsyncResult<ProcessResult> end) {
    if (end.succeeded()) {
      finish(end.result());
    } else if (end.cause() instanceof ExecException failure) {
      judge(failure);
    } else if (end.cause() instanceof SpawnException failure) {
      refuse(failureOf(failure), name() + " did not start: " + failure.getMessage());
    } else {
      refuse(BridgeFailure.NO_CHILD, name() + " did not start: " + end.cause());
    }
  }

  private static BridgeFailure failureOf(SpawnException failure) {
    return switch (failure.reason()) {
      case ARGUMENTS_TOO_LONG -> BridgeFailure.TOO_LARGE;
      case CANCELLED -> BridgeFailure.CANCELLED;
      default -> BridgeFailure.NO_CHILD;
    };
  }

  private void judge(ExecException end) {
    StopCause cause = end.stopCause().orElse(null);
    if (cause == null) {
      finish(end.result());
      return;
    }
    String name = name() + " ";
    String how = " (" + end.result().exit() + ")";
    switch (cause) {
      case TIMEOUT ->
          refuse(
              BridgeFailure.TIMED_OUT,
              name
                  + "was stopped after its timeout of "
                  + spec.settings().timeout().toMillis()
                  + " ms"
                  + how);
      case MAX_BUFFER ->
          refuse(
              BridgeFailure.TOO_LARGE,
              name
                  + "wrote more than its maxBuffer of "
                  + spec.settings().maxBuffer()
                  + " bytes"
                  + how);
      case CANCELLED, CLOSED -> refuse(BridgeFailure.CANCELLED, name + "was cancelled" + how);
    }
  }

  private void finish(ProcessResult result) {
    outcome =
        "%s after %d ms, %d bytes of stdout, %d of stderr"
            .formatted(
                result.exit(),
                result.duration().toMillis(),
                result.stdout().bytes().length(),
                result.stderr().bytes().length());
    JsonObject json =
        new JsonObject()
            .put("code", result.exit().code())
            .put(
                "signal", result.exit().signal() == null ? null : result.exit().signal().toString())
            .put("stdout", result.stdout().text())
            .put("stderr", result.stderr().text())
            .put("durationMs", result.duration().toMillis());
    if (result.stdout().truncated() || result.stderr().truncated()) {
      json.put("truncated", true);
    }
    reply.tryComplete(json);
  }
}
