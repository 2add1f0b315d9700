package dev.drover.control;

import dev.drover.control.ControlException.Code;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.util.Map;

/**
 * One client, from his first byte to his last: who he is, how long he may stay, and in what order
 * he leaves. What he asks for {@link RunningCalls} do. Confined to the server's context.
 */
final class ControlConnection {
  private static final long CLOSE_MILLIS = 1_000;

  /** From the supervisor's end to the answers that tell of it; they are on their way by then. */
  private static final long LAST_ANSWERS_MILLIS = 4_000;

  private final Vertx vertx;
  private final NetSocketInternal socket;
  private final ControlLimits limits;
  private final JsonObject greeting;
  private final Answers answers;
  private final RunningCalls calls;
  private final Promise<Void> gone = Promise.promise();
  private boolean greeted;
  private boolean leaving;
  private boolean closing;
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
    this.socket = socket;
    this.limits = limits;
    this.greeting = greeting;
    this.answers = new Answers(socket, limits.unread(), this::cut);
    this.calls = new RunningCalls(context, operations, limits.requests(), answers, this::answered);
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
      answers.error(why);
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
    if (!calls.owesAnswer()) {
      close();
    } else if (!closing) {
      vertx.cancelTimer(timer);
      timer = vertx.setTimer(LAST_ANSWERS_MILLIS, late -> cut());
    }
    return gone.future();
  }

  /** What was sent before still arrives, unless the client does not read it. */
  private void close() {
    if (!closing) {
      closing();
      vertx.cancelTimer(timer);
      timer = vertx.setTimer(CLOSE_MILLIS, late -> cut());
      socket.end();
    }
  }

  /** By Netty's own hand: Vert.x would first wait until all is written. */
  private void cut() {
    closing();
    socket.channelHandlerContext().close();
  }

  private void closing() {
    closing = true;
    answers.end();
  }

  private void gone() {
    closing();
    vertx.cancelTimer(timer);
    calls.cancelAll();
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
        calls.run(request);
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
    answers.result(request.id(), greeting);
  }

  private void answered() {
    if (leaving) {
      leave();
    } else {
      watchIdleness();
    }
  }

  /** Time counts only while nothing runs. */
  private void watchIdleness() {
    vertx.cancelTimer(timer);
    if (calls.isEmpty() && !closing) {
      timer = vertx.setTimer(limits.idle().toMillis(), idle -> close());
    }
  }
}
