package dev.drover.supervisor;

import dev.drover.replica.ChannelMessage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Keeps one replica alive for as long as one is wanted, and replaces it by a new one without a gap.
 * Then it holds two for a time: the one that serves, and the next one or the one that leaves.
 * Confined to the supervisor's context, but for {@link #status}.
 */
final class Slot implements Life.Owner, Replaceable {
  private final SlotId id;
  private final SlotTools tools;
  private final SlotTarget target = new SlotTarget();
  private final SlotLives lives;
  private final RestartTimer restart;
  private final Replacements replacements;
  private final HungReplacement hung;
  private final Recycling recycling;
  private volatile SlotFacts facts;
  private Launch launch;

  Slot(SlotId id, SlotTools tools, Launch launch) {
    this.id = id;
    this.tools = tools;
    this.lives = new SlotLives(id, tools, this);
    this.restart = new RestartTimer(tools, this::reconcile);
    this.replacements = new Replacements(tools, lives, target, this::tookOver);
    this.hung = new HungReplacement(id, tools.changes(), lives, this);
    this.recycling = new Recycling(id, tools, replacements, this);
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
    restart.cancel();
    replacements.stop(reason);
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

  @Override
  public Future<Void> replace(Launch by, Duration probation) {
    if (!replacements.arePossible()) {
      throw new IllegalStateException(id + " cannot be replaced now");
    }
    Future<Void> replaced = replacements.begin(by, probation);
    publish();
    return replaced;
  }

  /** Gives a replacement by that launch up unless the new replica has taken over. */
  void cancelReplacementBy(Launch by, String why) {
    replacements.rollBack(by, why);
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
    return lives.lastExit();
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
    return lives.connected();
  }

  /** One that is not ready is corrected when it is; fails when they are not as many then. */
  Future<Void> setInstances(int wanted) {
    return lives.isReady() ? lives.serving().setInstances(wanted) : Future.succeededFuture();
  }

  /** Closes the gap between wanted and actual; called after every event. */
  private void reconcile() {
    if (isOneMissing()) {
      lives.startServing(launch);
    }
    publish();
  }

  private boolean isOneMissing() {
    boolean isToCome = restart.isRunning() || lives.next() != null;
    return target.wantsReplica() && lives.serving() == null && !isToCome;
  }

  private void publish() {
    remember();
    target.reached(lives.isEmpty(), facts.state() == SlotState.READY, tools.onEnd());
  }

  private void remember() {
    facts = SlotFacts.of(target, lives, restart.restarts(), launch.generation());
  }

  /** A listener that asks for the status gets what it is told of. */
  @Override
  public void tell(Consumer<SupervisorListener> event) {
    remember();
    tools.listeners().tell(event);
  }

  @Override
  public void ready(Life life) {
    replacements.ready(life);
    reconcile();
  }

  @Override
  public void heard(Life life, ReplicaStats stats) {
    tools.listeners().tell(listener -> listener.replicaStats(id, life.pid(), stats));
    recycling.heard(life, stats);
  }

  @Override
  public void hung(Life life) {
    hung.hung(life);
  }

  private void tookOver(Life old) {
    Life serving = lives.serving();
    target.revive();
    restart.cancel();
    use(serving.launch());
    long oldPid = old == null ? -1 : old.pid();
    serving.takeOver(oldPid);
    tell(listener -> listener.replicaReplaced(id, oldPid, serving.pid(), launch.generation()));
    if (old != null) {
      old.drain(StopReason.RELOAD);
    }
    publish();
  }

  private void use(Launch newLaunch) {
    launch = newLaunch;
    restart.use(launch.config().restart());
  }

  @Override
  public void exited(Life gone) {
    SlotLives.Part part = lives.remove(gone);
    tell(listener -> listener.replicaExited(id, gone.pid(), gone.isLeaving(), gone.exit()));
    switch (part) {
      case SERVING -> servingExited();
      case LEAVING -> replacements.oldGone();
      case NEXT -> nextExited(gone);
    }
    reconcile();
  }

  private void servingExited() {
    if (lives.next() != null) {
      replacements.oldGone();
    } else if (target.isWanted()) {
      restartOrGiveUp();
    }
  }

  private void nextExited(Life gone) {
    replacements.newGone();
    // The old one ended meanwhile; now there is nobody to wait for.
    if (isOneMissing()) {
      restartOrGiveUp();
    }
    reconcile();
    replacements.fail(gone.failure());
  }

  private void restartOrGiveUp() {
    RestartRule.Verdict verdict = restart.ended(lives.lastExit(), lives.lastServed());
    if (verdict instanceof RestartRule.Again again) {
      tell(listener -> listener.replicaRestarting(id, again.delay(), restart.restarts()));
    } else if (verdict instanceof RestartRule.Failed past) {
      target.fail();
      tell(listener -> listener.slotFailed(id, past.why(), lives.lastLines()));
    } else {
      target.finish();
      tell(listener -> listener.slotFinished(id, lives.lastExit()));
    }
  }
}
