package dev.drover.supervisor;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * What is wanted of a slot, apart from what it has: whether it is to have a replica, and if none
 * any more, why. Here one waits for the slot to get there. It may be over and begin again: a start
 * or a replacement makes it so. Confined to the supervisor's context.
 */
final class SlotTarget {
  private Promise<Void> settled = Promise.promise();
  private Promise<Void> ended = Promise.promise();
  private boolean wanted;
  private boolean failed;
  private boolean finished;

  /**
   * A replica is wanted, whatever became of those before.
   *
   * @return whether it was over
   */
  boolean start() {
    boolean again = isOver();
    if (again) {
      settled = Promise.promise();
      ended = Promise.promise();
    }
    wanted = true;
    revive();
    return again;
  }

  /** No replica is wanted. */
  void stop() {
    wanted = false;
  }

  /** One is tried beside what is wanted: if it was over, it is not for now. */
  void tryAgain() {
    if (isOver()) {
      ended = Promise.promise();
    }
  }

  /** There is a replica that works: what was given up is not. */
  void revive() {
    failed = false;
    finished = false;
  }

  /** Given up: past the restart limit. */
  void fail() {
    failed = true;
  }

  /** Its replica has done what it was to do. */
  void finish() {
    finished = true;
  }

  /** By whoever starts and stops the slot; it may have been given up, or be finished. */
  boolean isWanted() {
    return wanted;
  }

  /** Whether a replica is to be there. */
  boolean wantsReplica() {
    return wanted && !failed && !finished;
  }

  boolean hasFailed() {
    return failed;
  }

  boolean hasFinished() {
    return finished;
  }

  /** Whether no replica was left, and none to come. */
  boolean isOver() {
    return ended.future().isComplete();
  }

  /** Completes when the slot is ready or over for the first time. */
  Future<Void> settled() {
    return settled.future();
  }

  /** Completes when it is over. */
  Future<Void> ended() {
    return ended.future();
  }

  /**
   * Tells those who wait.
   *
   * @param none whether there is no replica, whatever is wanted
   * @param onEnd run when it is over now and was not before
   */
  void reached(boolean none, boolean ready, Runnable onEnd) {
    boolean over = none && !wantsReplica();
    // Whoever hears of the end may start it again.
    Promise<Void> settling = settled;
    if (over && ended.tryComplete()) {
      onEnd.run();
    }
    if (over || ready) {
      settling.tryComplete();
    }
  }
}
