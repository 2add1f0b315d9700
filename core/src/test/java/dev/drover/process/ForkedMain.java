package dev.drover.process;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** The child of a fork: answers every message, ends with its channel. */
public final class ForkedMain {
  private ForkedMain() {}

  /**
   * @param args sent back in the first message
   */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    Channel parent = Channel.toParent(vertx).await();
    parent.handler(message -> parent.send(new JsonObject().put("echo", message)));
    parent.disconnected().onComplete(gone -> vertx.close().onComplete(closed -> System.exit(3)));
    parent.send(new JsonObject().put("args", String.join(" ", args)));
  }
}
