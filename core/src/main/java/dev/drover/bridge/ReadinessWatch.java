package dev.drover.bridge;

import dev.drover.config.Durations;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/** Waits for what makes a child ready. On its context. */
final class ReadinessWatch {
  private final Vertx vertx;
  private final Readiness wanted;
  private final Consumer<String> tooLate;
  private final Promise<Void> ready = Promise.promise();
  private long timer = -1;

  /**
   * @param tooLate told why when the time is over
   */
  ReadinessWatch(Vertx vertx, Readiness wanted, Consumer<String> tooLate) {
    this.vertx = vertx;
    this.wanted = wanted;
    this.tooLate = tooLate;
  }

  void begin() {
    if (wanted.atStart()) {
      ready.tryComplete();
    } else {
      timer = vertx.setTimer(wanted.timeout().toMillis(), id -> late());
    }
  }

  private void late() {
    String what = wanted.line() == null ? "message" : "line";
    String why =
        "its ready %s did not come within %s; see its output or raise ready.timeout"
            .formatted(what, Durations.format(wanted.timeout()));
    if (ready.tryFail(new NotReadyException(why))) {
      tooLate.accept(why);
    }
  }

  Future<Void> ready() {
    return ready.future();
  }

  boolean isWaiting() {
    return !ready.future().isComplete();
  }

  void fail(String why) {
    vertx.cancelTimer(timer);
    ready.tryFail(new NotReadyException(why));
  }

  /** Always false: a line that tells readiness is delivered like any other. */
  boolean line(Object item) {
    if (wanted.line() != null
        && item instanceof String line
        && isWaiting()
        && wanted.line().matcher(line).find()) {
      complete();
    }
    return false;
  }

  /** Whether it was the message waited for. */
  boolean message(Object message) {
    boolean isIt = wanted.message() != null && isWaiting() && wanted.message().equals(message);
    if (isIt) {
      complete();
    }
    return isIt;
  }

  private void complete() {
    vertx.cancelTimer(timer);
    ready.tryComplete();
  }
}
