package dev.drover.control;

import dev.drover.control.ControlException.Code;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

/** One client, from his first byte to his last. Confined to the server's context. */
final class ControlConnection {
  private static final Logger LOG = LoggerFactory.getLogger(ControlConnection.class);

  private static final long CLOSE_MILLIS = 1_000;

  /** From the supervisor's end to the answers that tell of it; they are on their way by then. */
  private static final long LAST_ANSWERS_MILLIS = 4_000;

  private final Vertx vertx;
  private final Context context;
  private final NetSocketInternal socket;
  private final ControlLimits limits;
  private final JsonObject greeting;
  private final Map<String, Operation> operations;
  private final Map<Object, Call> running = new LinkedHashMap<>();
  private final Promise<Void> gone = Promise.promise();
  private boolean greeted;
  private boolean leaving;
  private boolean closing;
  private int unread;
  private long timer;

  /**
   * @param greeting what the client is told in answer to his hello
   */
  ControlConnection(
      Vertx vertx,
      Context context,
      NetSocketInternal socket,
      ControlLimits limits,
      JsonObject greeting,
      Map<String, Operation> operations) {
    this.vertx = vertx;
    this.context = context;
    this.socket = socket;
    this.limits = limits;
    this.greeting = greeting;
    this.operations = operations;
  }

  /**
   * @param whenGone called once, when there is no connection any more
   */
  void start(Runnable whenGone) {
    timer = vertx.setTimer(limits.hello().toMillis(), late -> close());
    socket.closeHandler(
        closed -> {
          gone();
          whenGone.run();
        });
    RecordParser.newDelimited("\n", socket)
        .maxRecordSize(limits.line())
        .exceptionHandler(this::broken)
        .handler(this::received);
  }

  /** The line is longer than allowed, or the connection is reset. */
  private void broken(Throwable failure) {
    if (failure instanceof IllegalStateException) {
      refuse(tooLong());
    } else {
      close();
    }
  }

  private ControlException tooLong() {
    return new ControlException(
        Code.PROTOCOL, "a request takes " + limits.line() + " bytes at most, on one line");
  }

  /** Tells why, and closes. */
  void refuse(ControlException why) {
    if (!closing) {
      send(new JsonObject().put("error", why.toJson()));
      close();
    }
  }

  /**
   * Closes when every operation that outlives it has been answered.
   *
   * @return completes when there is no connection any more
   */
  Future<Void> leave() {
    leaving = true;
    if (!owesAnswer()) {
      close();
    } else if (!closing) {
      vertx.cancelTimer(timer);
      timer = vertx.setTimer(LAST_ANSWERS_MILLIS, late -> cut());
    }
    return gone.future();
  }

  private boolean owesAnswer() {
    return running.values().stream().anyMatch(Call::outlivesClose);
  }

  /** What was sent before still arrives, unless the client does not read it. */
  private void close() {
    if (!closing) {
      closing = true;
      vertx.cancelTimer(timer);
      timer = vertx.setTimer(CLOSE_MILLIS, late -> cut());
      socket.end();
    }
  }

  /** By Netty's own hand: Vert.x would first wait until all is written. */
  private void cut() {
    closing = true;
    socket.channelHandlerContext().close();
  }

  private void gone() {
    closing = true;
    vertx.cancelTimer(timer);
    List.copyOf(running.values()).forEach(Call::cancel);
    running.clear();
    gone.complete();
  }

  private void received(Buffer line) {
    if (closing || leaving) {
      return;
    }
    try {
      if (line.length() > limits.line()) {
        throw tooLong();
      }
      Request request = Request.parse(line);
      if (greeted) {
        run(request);
      } else {
        greet(request);
      }
      watchIdleness();
    } catch (ControlException e) {
      refuse(e);
    }
  }

  private void greet(Request request) {
    if (!request.op().equals("hello")) {
      throw new ControlException(Code.PROTOCOL, "the first operation must be hello");
    }
    Object version = request.args().getValue("version");
    if (!ControlProtocol.VERSION.equals(version)) {
      throw new ControlException(
          Code.VERSION,
          "this supervisor speaks version %d of the control protocol, asked for was %s"
              .formatted(ControlProtocol.VERSION, version),
          greeting);
    }
    greeted = true;
    answer(request.id(), "result", greeting);
  }

  private void run(Request request) {
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
      send(new JsonObject().put("id", id).put("item", item), written);
    }
  }

  private Future<JsonObject> call(Request request, Call call) {
    Operation operation = operations.get(request.op());
    if (operation == null) {
      return Future.failedFuture(unknown(request.op()));
    }
    if (running.size() > limits.requests()) {
      return Future.failedFuture(
          new ControlException(
              Code.BUSY,
              limits.requests() + " requests run on this connection, which is the most"));
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
      answer(id, "error", new ControlException(Code.CANCELLED, "cancelled").toJson());
    }
    answer(request.id(), "result", new JsonObject().put("cancelled", call != null));
  }

  private void ended(Object id, Call call, Future<JsonObject> result) {
    if (!running.remove(id, call)) {
      return;
    }
    if (result.succeeded()) {
      answer(id, "result", result.result());
    } else {
      answer(id, "error", failure(result.cause()).toJson());
    }
    if (leaving) {
      leave();
    } else {
      watchIdleness();
    }
  }

  private static ControlException failure(Throwable cause) {
    if (cause instanceof ControlException known) {
      return known;
    }
    LOG.error("an operation of the control socket failed", cause);
    return new ControlException(Code.FAILED, String.valueOf(cause.getMessage()));
  }

  private void answer(Object id, String kind, JsonObject content) {
    send(new JsonObject().put("id", id).put(kind, content));
  }

  private void send(JsonObject message) {
    send(message, () -> {});
  }

  /** A client who does not read what he asked for is not waited for. */
  private void send(JsonObject message, Runnable written) {
    if (closing) {
      return;
    }
    Buffer line = Buffer.buffer(message.encode()).appendByte((byte) '\n');
    unread += line.length();
    if (unread > limits.unread()) {
      cut();
      return;
    }
    socket
        .write(line)
        .onComplete(
            done -> {
              unread -= line.length();
              written.run();
            });
  }

  /** Time counts only while nothing runs. */
  private void watchIdleness() {
    vertx.cancelTimer(timer);
    if (running.isEmpty() && !closing) {
      timer = vertx.setTimer(limits.idle().toMillis(), idle -> close());
    }
  }
}
