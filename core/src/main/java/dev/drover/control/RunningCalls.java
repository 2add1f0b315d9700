package dev.drover.control;

import dev.drover.control.ControlException.Code;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

/**
 * The requests of one client that are being done: begins each, passes on what comes of it, and
 * cancels it when nobody waits any more. Confined to the server's context; operations may report on
 * any thread.
 */
final class RunningCalls {
  private static final Logger LOG = LoggerFactory.getLogger(RunningCalls.class);

  private final Context context;
  private final Map<String, Operation> operations;
  private final int most;
  private final Answers answers;
  private final Runnable ended;
  private final Map<Object, Call> running = new LinkedHashMap<>();

  /**
   * @param most at once
   * @param ended called when one has been answered
   */
  RunningCalls(
      Context context,
      Map<String, Operation> operations,
      int most,
      Answers answers,
      Runnable ended) {
    this.context = context;
    this.operations = operations;
    this.most = most;
    this.answers = answers;
    this.ended = ended;
  }

  boolean isEmpty() {
    return running.isEmpty();
  }

  /** Whether the connection has to wait for an answer before it may be closed. */
  boolean owesAnswer() {
    return running.values().stream().anyMatch(Call::outlivesClose);
  }

  /**
   * @throws ControlException when the client must not ask that, and is to be refused
   */
  void run(Request request) {
    if (running.containsKey(request.id())) {
      throw new ControlException(Code.PROTOCOL, "a request with this id runs already");
    }
    if (request.op().equals("cancel")) {
      cancel(request);
      return;
    }
    Call call = new Call(request.args());
    call.items((item, written) -> onContext(() -> item(request.id(), call, item, written)));
    running.put(request.id(), call);
    Future<JsonObject> result = call(request, call);
    result.onComplete(done -> onContext(() -> ended(request.id(), call, result)));
  }

  private void onContext(Runnable action) {
    if (Vertx.currentContext() == context) {
      action.run();
      return;
    }
    try {
      context.runOnContext(go -> action.run());
    } catch (RejectedExecutionException closed) {
      // Vert.x is closed, and so is this connection.
    }
  }

  private void item(Object id, Call call, JsonObject item, Runnable written) {
    if (running.get(id) == call) {
      answers.item(id, item, written);
    }
  }

  private Future<JsonObject> call(Request request, Call call) {
    Operation operation = operations.get(request.op());
    if (operation == null) {
      return Future.failedFuture(unknown(request.op()));
    }
    if (running.size() > most) {
      return Future.failedFuture(
          new ControlException(
              Code.BUSY, most + " requests run on this connection, which is the most"));
    }
    try {
      return operation.run(call);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private ControlException unknown(String op) {
    List<String> known = operations.keySet().stream().sorted().toList();
    return new ControlException(
        Code.UNKNOWN_OP,
        "no operation '" + op + "'; known are " + String.join(", ", known),
        new JsonObject().put("known", known));
  }

  private void cancel(Request request) {
    Object id = request.args().getValue("id");
    Call call = running.remove(id);
    if (call != null) {
      call.cancel();
      answers.error(id, new ControlException(Code.CANCELLED, "cancelled"));
    }
    answers.result(request.id(), new JsonObject().put("cancelled", call != null));
  }

  private void ended(Object id, Call call, Future<JsonObject> result) {
    if (!running.remove(id, call)) {
      return;
    }
    if (result.succeeded()) {
      answers.result(id, result.result());
    } else {
      answers.error(id, failure(result.cause()));
    }
    ended.run();
  }

  private static ControlException failure(Throwable cause) {
    if (cause instanceof ControlException known) {
      return known;
    }
    LOG.error("an operation of the control socket failed", cause);
    return new ControlException(Code.FAILED, String.valueOf(cause.getMessage()));
  }

  /** The client is gone. */
  void cancelAll() {
    List.copyOf(running.values()).forEach(Call::cancel);
    running.clear();
  }
}
