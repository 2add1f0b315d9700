package dev.drover.supervisor;

import dev.drover.supervisor.ReloadException.Reason;
import dev.drover.supervisor.ReplacePhase.Event;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Puts new replicas in the place of a slot's, one at a time: keeps the {@link Replacement} that is
 * under way, and tells it what becomes of the two that it is about. Confined to the supervisor's
 * context.
 */
final class Replacements implements Replacement.Steps {
  private final SlotTools tools;
  private final SlotLives lives;
  private final SlotTarget target;
  private final Consumer<Life> tookOver;
  private Replacement current;

  /**
   * @param tookOver given the one that had the slot until now, which is to leave; null for nobody
   */
  Replacements(SlotTools tools, SlotLives lives, SlotTarget target, Consumer<Life> tookOver) {
    this.tools = tools;
    this.lives = lives;
    this.target = target;
    this.tookOver = tookOver;
  }

  /** Whether one may begin. */
  boolean arePossible() {
    return current == null && target.isWanted();
  }

  /** Whether that replica has the slot, is ready, and nothing is about to take its place. */
  boolean isServing(Life life) {
    return arePossible() && life == lives.serving() && lives.isReady();
  }

  /**
   * Starts a replica that is to have the slot; call it while they {@link #arePossible}.
   *
   * @return as {@link Replacement#done}
   */
  Future<Void> begin(Launch by, Duration probation) {
    target.tryAgain();
    Replacement fresh = new Replacement(tools, probation, this);
    current = fresh;
    lives.startNext(by);
    return fresh.done().onComplete(done -> current = null);
  }

  /** The slot is to have no replica: the new one leaves too, if there is any. */
  void stop(StopReason reason) {
    if (lives.next() != null) {
      giveUp("the replica was stopped", reason);
    }
  }

  /** Gives one by that launch up, unless the new replica has the slot already. */
  void rollBack(Launch by, String why) {
    if (lives.next() != null && lives.next().launch() == by) {
      giveUp(why, StopReason.ROLLED_BACK);
    }
  }

  private void giveUp(String why, StopReason reason) {
    current.giveUp(Reason.STOPPED, why);
    lives.next().drain(reason);
  }

  /** A replica of the slot's is ready. */
  void ready(Life life) {
    if (life == lives.next()) {
      current.on(Event.NEW_READY, lives.isReady());
    }
  }

  /** The one is gone that has the slot, or had it until the new one took it over. */
  void oldGone() {
    current.on(Event.OLD_GONE, false);
  }

  /** The new one is gone, and never had the slot; {@link #fail} is to follow. */
  void newGone() {
    current.on(Event.NEW_GONE, lives.isReady());
  }

  /** All that followed from the end of the new one is settled. */
  void fail(ReplicaFailure failure) {
    current.fail(failure);
  }

  @Override
  public void open() {
    lives.next().open();
  }

  @Override
  public boolean takeOver() {
    Life old = lives.takeOver();
    tookOver.accept(old);
    return old == null;
  }
}
