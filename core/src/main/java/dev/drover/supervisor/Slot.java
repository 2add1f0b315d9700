package dev.drover.supervisor;

import dev.drover.replica.ChannelMessage;
import dev.drover.supervisor.ReloadException.Reason;
import dev.drover.supervisor.ReplacePhase.Event;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;

/**
 * Keeps one replica alive for as long as one is wanted, and replaces it by a new one without a gap.
 * Then it holds two for a time: the one that serves, and the next one or the one that leaves.
 * Confined to the supervisor's context, but for {@link #status}.
 */
final class Slot implements Life.Owner, Replacement.Steps, Recycling.Steps {
  private static final long NO_TIMER = -1;
  private static final LongUnaryOperator RANDOM =
      bound -> ThreadLocalRandom.current().nextLong(bound);

  /** The old one hangs: any that is ready is better. */
  private static final Duration NO_PROBATION = Duration.ZERO;

  private final SlotId id;
  private final SlotTools tools;
  private final LastLines lastLines = new LastLines();
  private final Recycling recycling;
  private final SlotLives lives = new SlotLives();
  private final SlotTarget target = new SlotTarget();
  private volatile SlotFacts facts;
  private Launch launch;
  private RestartRule rule;
  private Replacement replacement;
  private long restartTimer = NO_TIMER;
  private int restarts;
  private Duration lastLived = Duration.ZERO;
  private ReplicaExit lastExit;

  Slot(SlotId id, SlotTools tools, Launch launch) {
    this.id = id;
    this.tools = tools;
    this.recycling = new Recycling(id, tools, this);
    use(launch);
    remember();
  }

  /** For the first time, or again: what it failed with before does not count any more. */
  void start() {
    if (target.start()) {
      use(launch);
    }
    reconcile();
  }

  void stop(StopReason reason) {
    target.stop();
    cancelRestart();
    giveUpReplacing(Reason.STOPPED, "the replica was stopped", reason);
    if (lives.serving() != null) {
      lives.serving().drain(reason);
    }
    reconcile();
  }

  /** Stops by force. */
  void kill() {
    stop(StopReason.SHUTDOWN);
    lives.all().forEach(Life::kill);
  }

  /**
   * Puts a new replica in the place of the one that serves: it gets ready beside it, and is watched
   * for a time, before that drains. A slot that has failed, or has no replica just now, gets one by
   * this too.
   *
   * @param probation how long the new one is watched, once before it takes connections and once
   *     beside the old one
   * @return completes when the old replica is gone; fails with a {@link ReplicaFailure.Thrown} when
   *     the new one is gone and the old one as it was
   * @throws IllegalStateException while another replacement is under way, or when stopped
   */
  Future<Void> replace(Launch by, Duration probation) {
    if (replacement != null || !target.isWanted()) {
      throw new IllegalStateException(id + " cannot be replaced now");
    }
    target.tryAgain();
    Replacement fresh = new Replacement(tools, probation, this);
    replacement = fresh;
    Life next = new Life(id, by, true, tools, this);
    lives.prepare(next);
    next.start(lastLines);
    publish();
    return fresh.done().onComplete(done -> replacement = null);
  }

  /** Gives a replacement by that launch up unless the new replica has taken over. */
  void cancelReplacementBy(Launch by, String why) {
    if (lives.next() != null && lives.next().launch() == by) {
      giveUpReplacing(Reason.STOPPED, why, StopReason.ROLLED_BACK);
    }
  }

  private void giveUpReplacing(Reason reason, String why, StopReason stopReason) {
    if (lives.next() != null) {
      replacement.giveUp(reason, why);
      lives.next().drain(stopReason);
    }
  }

  /** What its replicas are started with; changes when a new one takes over. */
  Launch launch() {
    return launch;
  }

  /** Completes when the slot is ready or failed for the first time, or has been stopped. */
  Future<Void> settled() {
    return target.settled();
  }

  /**
   * Completes when no replica is left and none will come, unless it is replaced after a failure.
   */
  Future<Void> ended() {
    return target.ended();
  }

  boolean hasFailed() {
    return target.hasFailed();
  }

  /** Whether it is ready now. */
  boolean isReady() {
    return lives.isReady();
  }

  /** Whether its replica has ended and its policy wants no other. */
  boolean hasFinished() {
    return target.hasFinished() && target.isOver();
  }

  /** How its last replica ended; null before. */
  ReplicaExit lastExit() {
    return lastExit;
  }

  /** Whether it has failed, and nothing is under way that may change that. */
  boolean hasFailedForGood() {
    return target.hasFailed() && target.isOver();
  }

  SlotId id() {
    return id;
  }

  /** May be called on any thread. */
  SlotStatus status() {
    return facts.status(id);
  }

  /** A replica has connected; false when it is none that this slot waits for. */
  boolean welcome(ChannelMessage.Hello hello, ReplicaLink link) {
    return lives.all().stream().anyMatch(life -> life.welcome(hello, link));
  }

  /** The replica that serves, if it can be spoken to. */
  Future<Life> connected() {
    Life serving = lives.serving();
    return serving != null && serving.isConnected()
        ? Future.succeededFuture(serving)
        : Future.failedFuture(new IllegalStateException("no replica of " + id + " is connected"));
  }

  /** One that is not ready is corrected when it is; fails when they are not as many then. */
  Future<Void> setInstances(int wanted) {
    return lives.isReady() ? lives.serving().setInstances(wanted) : Future.succeededFuture();
  }

  /** Closes the gap between wanted and actual; called after every event. */
  private void reconcile() {
    boolean waits = restartTimer != NO_TIMER || lives.next() != null;
    if (isOneMissing() && !waits) {
      Life first = new Life(id, launch, false, tools, this);
      lives.serve(first);
      first.start(lastLines);
    }
    publish();
  }

  private boolean isOneMissing() {
    return target.wantsReplica() && lives.serving() == null;
  }

  private void publish() {
    remember();
    target.reached(lives.isEmpty(), state() == SlotState.READY, tools.onEnd());
  }

  private void remember() {
    facts = SlotFacts.of(state(), lives, restarts, lastExit, launch.generation());
  }

  private SlotState state() {
    if (target.hasFailed()) {
      return SlotState.FAILED;
    }
    if (target.hasFinished()) {
      return SlotState.FINISHED;
    }
    return lives.serving() == null ? SlotState.DOWN : lives.serving().state();
  }

  /** A listener that asks for the status gets what it is told of. */
  @Override
  public void tell(Consumer<SupervisorListener> event) {
    remember();
    tools.listeners().tell(event);
  }

  @Override
  public void ready(Life life) {
    if (life == lives.next()) {
      replacement.on(Event.NEW_READY, lives.isReady());
    }
    reconcile();
  }

  @Override
  public void heard(Life life, ReplicaStats stats) {
    tools.listeners().tell(listener -> listener.replicaStats(id, life.pid(), stats));
    recycling.heard(life, stats);
  }

  @Override
  public boolean isServing(Life life) {
    return target.isWanted() && life == lives.serving() && lives.isReady() && replacement == null;
  }

  @Override
  public Future<Void> replaceByLike(Life life, Duration probation) {
    return replace(life.launch(), probation);
  }

  /** A new one first, since what still works of this one serves meanwhile; else without one. */
  @Override
  public void hung(Life life) {
    if (life != lives.serving()) {
      life.drain(StopReason.HUNG);
      return;
    }
    tools
        .changes()
        .run("replacement of " + id.number(), true, () -> replaceHung(life))
        .onFailure(noNewOne -> life.drain(StopReason.HUNG));
  }

  private Future<Void> replaceHung(Life life) {
    // A reload that was under way may have replaced it.
    return life == lives.serving() ? replace(launch, NO_PROBATION) : Future.succeededFuture();
  }

  @Override
  public void open() {
    lives.next().open();
  }

  @Override
  public boolean takeOver() {
    Life old = lives.takeOver();
    Life serving = lives.serving();
    target.revive();
    cancelRestart();
    use(serving.launch());
    long oldPid = old == null ? -1 : old.pid();
    serving.takeOver(oldPid);
    tell(listener -> listener.replicaReplaced(id, oldPid, serving.pid(), launch.generation()));
    if (old != null) {
      old.drain(StopReason.RELOAD);
    }
    publish();
    return old == null;
  }

  private void use(Launch newLaunch) {
    launch = newLaunch;
    rule = new RestartRule(launch.config().restart(), RANDOM);
  }

  @Override
  public void exited(Life gone) {
    SlotLives.Part part = lives.remove(gone);
    if (part == SlotLives.Part.SERVING) {
      lastLived = gone.age();
    }
    lastExit = gone.exit();
    tell(listener -> listener.replicaExited(id, gone.pid(), gone.isLeaving(), gone.exit()));
    switch (part) {
      case SERVING -> servingExited();
      case LEAVING -> replacement.on(Event.OLD_GONE, true);
      case NEXT -> nextExited(gone);
    }
    reconcile();
  }

  private void servingExited() {
    if (lives.next() != null) {
      replacement.on(Event.OLD_GONE, false);
    } else if (target.isWanted()) {
      restartOrGiveUp();
    }
  }

  private void nextExited(Life gone) {
    Replacement over = replacement;
    over.on(Event.NEW_GONE, lives.isReady());
    // The old one ended meanwhile; now there is nobody to wait for.
    if (isOneMissing() && restartTimer == NO_TIMER) {
      restartOrGiveUp();
    }
    reconcile();
    over.fail(gone.failure());
  }

  private void restartOrGiveUp() {
    RestartRule.Verdict verdict =
        rule.ended(lastExit, lastLived, Duration.ofNanos(System.nanoTime()));
    if (verdict instanceof RestartRule.Again again) {
      restarts++;
      restartTimer = tools.after(again.delay(), this::restart);
      tell(listener -> listener.replicaRestarting(id, again.delay(), restarts));
    } else if (verdict instanceof RestartRule.Failed past) {
      target.fail();
      tell(listener -> listener.slotFailed(id, past.why(), lastLines.snapshot()));
    } else {
      target.finish();
      tell(listener -> listener.slotFinished(id, lastExit));
    }
  }

  private void cancelRestart() {
    tools.vertx().cancelTimer(restartTimer);
    restartTimer = NO_TIMER;
  }

  private void restart() {
    restartTimer = NO_TIMER;
    reconcile();
  }
}
