package dev.drover.bridge;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A message on its way to a child, and its one reply. Its owner is told once, be it answered,
 * failed or out of time. Thread-safe.
 */
final class Call {

  /** What is wanted of the child. */
  enum Kind {
    /** An answer. */
    ASK,
    /** That it gets the body; the reply says that it has been written. */
    TELL,
    /** As {@link #TELL}, on stdin whatever else there is. */
    STDIN,
    /** The end of its stdin. */
    END
  }

  private final Kind kind;
  private final Message<Object> message;
  private final Consumer<ReplyException> dropped;
  private final AtomicBoolean done = new AtomicBoolean();
  private Vertx vertx;
  private long timer = -1;
  private volatile Runnable onTimeout = () -> {};

  /**
   * @param dropped told why when it fails and nobody waits for a reply
   */
  Call(Kind kind, Message<Object> message, Consumer<ReplyException> dropped) {
    this.kind = kind;
    this.message = message;
    this.dropped = dropped;
  }

  Kind kind() {
    return kind;
  }

  Message<Object> message() {
    return message;
  }

  Object body() {
    return message.body();
  }

  /** Starts the time it has. */
  void startTimer(Context context, long millis) {
    vertx = context.owner();
    timer = vertx.setTimer(millis, id -> timeOut(millis));
  }

  private void timeOut(long millis) {
    fail(BridgeFailure.TIMED_OUT.with("no answer within " + millis + " ms"));
    onTimeout.run();
  }

  /** Run after it has failed for lack of time; on the context of the message. */
  void onTimeout(Runnable action) {
    onTimeout = action;
    if (isDone()) {
      action.run();
    }
  }

  boolean isDone() {
    return done.get();
  }

  /** False when it had its reply before. */
  boolean reply(Object body, DeliveryOptions options) {
    if (!finish()) {
      return false;
    }
    if (message.replyAddress() != null) {
      message.reply(body, options);
    }
    return true;
  }

  boolean fail(ReplyException failure) {
    if (!finish()) {
      return false;
    }
    if (message.replyAddress() != null) {
      message.reply(failure);
    } else {
      dropped.accept(failure);
    }
    return true;
  }

  private boolean finish() {
    if (!done.compareAndSet(false, true)) {
      return false;
    }
    if (vertx != null) {
      vertx.cancelTimer(timer);
    }
    return true;
  }
}
