package dev.drover.control;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;

/**
 * What one client is told, a line each: results, errors, and items before them. A client who does
 * not read what he asked for is not waited for. Confined to the server's context.
 */
final class Answers {
  private final NetSocket socket;
  private final int mostUnread;
  private final Runnable tooMuch;
  private boolean ended;
  private int unread;

  /**
   * @param mostUnread how much may wait for the client to read it, in bytes
   * @param tooMuch called when it is more: the client is to be disconnected
   */
  Answers(NetSocket socket, int mostUnread, Runnable tooMuch) {
    this.socket = socket;
    this.mostUnread = mostUnread;
    this.tooMuch = tooMuch;
  }

  void result(Object id, JsonObject result) {
    send(new JsonObject().put("id", id).put("result", result));
  }

  void error(Object id, ControlException why) {
    send(new JsonObject().put("id", id).put("error", why.toJson()));
  }

  /** Of no request in particular. */
  void error(ControlException why) {
    send(new JsonObject().put("error", why.toJson()));
  }

  /**
   * Before the result.
   *
   * @param written run when the client's socket has it
   */
  void item(Object id, JsonObject item, Runnable written) {
    send(new JsonObject().put("id", id).put("item", item), written);
  }

  /** Nothing more is sent. */
  void end() {
    ended = true;
  }

  private void send(JsonObject message) {
    send(message, () -> {});
  }

  private void send(JsonObject message, Runnable written) {
    if (ended) {
      return;
    }
    Buffer line = Buffer.buffer(message.encode()).appendByte((byte) '\n');
    unread += line.length();
    if (unread > mostUnread) {
      tooMuch.run();
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
}
