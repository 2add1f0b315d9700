package dev.drover.bridge;

import dev.drover.process.ChildProcess;
import dev.drover.process.ExecException;
import dev.drover.process.ExecOptions;
import dev.drover.process.ExitStatus;
import dev.drover.process.ProcessListener;
import dev.drover.process.ProcessResult;
import dev.drover.process.SpawnException;
import dev.drover.process.SpawnOptionsBuilder;
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
class CommandRun implements ProcessListener {
  final Vertx vertx;
  final CommandSpec spec;
  final List<String> argv;
  private final Context context;
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

  /** What to answer to the request; fails with a {@link ReplyException}. */
  Future<JsonObject> answer() {
    return reply();
  }

  /** What it came to at its end; fails with a {@link ReplyException}. */
  final Future<JsonObject> reply() {
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

  void execute() {
    ExecOptions options = spec.settings().execOptions(spawnOptions().build());
    ChildProcess.execFile(vertx, argv.get(0), argv.subList(1, argv.size()), options)
        .onComplete(this::judge);
  }

  final SpawnOptionsBuilder spawnOptions() {
    return spec.settings().spawnOptions().listener(this).cancellation(cancellation.future());
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

  private void judge(AsyncResult<ProcessResult> end) {
    if (end.succeeded()) {
      finish(end.result());
    } else if (end.cause() instanceof ExecException failure) {
      StopCause cause = failure.stopCause().orElse(null);
      if (cause == null) {
        finish(failure.result());
      } else {
        stopped(cause, failure.result().exit());
      }
    } else {
      notStarted(end.cause());
    }
  }

  final void notStarted(Throwable cause) {
    BridgeFailure failure = BridgeFailure.NO_CHILD;
    if (cause instanceof SpawnException known) {
      failure =
          switch (known.reason()) {
            case ARGUMENTS_TOO_LONG -> BridgeFailure.TOO_LARGE;
            case CANCELLED -> BridgeFailure.CANCELLED;
            default -> BridgeFailure.NO_CHILD;
          };
    }
    refuse(failure, name() + " did not start: " + cause.getMessage());
  }

  final void stopped(StopCause cause, ExitStatus exit) {
    String how = " (" + exit + ")";
    switch (cause) {
      case TIMEOUT -> {
        long millis = spec.settings().timeout().toMillis();
        refuse(
            BridgeFailure.TIMED_OUT,
            name() + " was stopped after its timeout of " + millis + " ms" + how);
      }
      case MAX_BUFFER -> {
        int bytes = spec.settings().maxBuffer();
        refuse(
            BridgeFailure.TOO_LARGE,
            name() + " wrote more than its maxBuffer of " + bytes + " bytes" + how);
      }
      case CANCELLED, CLOSED -> refuse(BridgeFailure.CANCELLED, name() + " was cancelled" + how);
    }
  }

  private void finish(ProcessResult result) {
    JsonObject json = how(result.exit()).put("stdout", result.stdout().text());
    json.put("stderr", result.stderr().text()).put("durationMs", result.duration().toMillis());
    if (result.stdout().truncated() || result.stderr().truncated()) {
      json.put("truncated", true);
    }
    String bytes =
        ", %d bytes of stdout, %d of stderr"
            .formatted(result.stdout().bytes().length(), result.stderr().bytes().length());
    ended(result.exit() + " after " + result.duration().toMillis() + " ms" + bytes, json);
  }

  /** The reply's first part. */
  static JsonObject how(ExitStatus exit) {
    return new JsonObject()
        .put("code", exit.code())
        .put("signal", exit.signal() == null ? null : exit.signal().toString());
  }

  /** By itself. */
  final void ended(String newOutcome, JsonObject result) {
    outcome = newOutcome;
    reply.tryComplete(result);
  }
}
