package dev.drover.supervisor;

import dev.drover.config.Durations;
import dev.drover.config.RestartPolicy;
import dev.drover.replica.BusTask;
import dev.drover.replica.ChannelMessage;
import dev.drover.restart.Backoff;
import dev.drover.restart.RestartWindow;
import dev.drover.supervisor.ReloadException.Reason;
import dev.drover.supervisor.ReplacePhase.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Keeps one replica alive for as long as one is wanted, and replaces it by a new one without a gap.
 * Then it holds two for a time: the one that serves, and the next one or the one that leaves.
 * Confined to the supervisor's context, but for {@link #status}.
 */
final class Slot implements Life.Owner, Replacement.Steps, Recycling.Steps {
  private static final long NO_TIMER = -1;

  /** The old one hangs: any that is ready is better. */
  private static final Duration NO_PROBATION = Duration.ZERO;

  /** What others may read at any time. */
  private record Facts(
      SlotState state,
      long pid,
      long spawnedAt,
      int restarts,
      ReplicaExit lastExit,
      int generation,
      long nextPid,
      ReplicaWatch watch,
      int instances) {}

  private final SlotId id;
  private final SlotTools tools;
  private final LastLines lastLines = new LastLines();
  private final Recycling recycling;
  private final List<Life> leaving = new ArrayList<>();
  private Promise<Void> settled = Promise.promise();
  private Promise<Void> ended = Promise.promise();
  private volatile Facts facts;
  private Launch launch;
  private RestartWindow window;
  private Backoff backoff = new Backoff();
  private Life serving;
  private Life next;
  private Replacement replacement;
  private boolean wanted;
  private boolean failed;
  private boolean finished;
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
    if (ended.future().isComplete()) {
      ended = Promise.promise();
      settled = Promise.promise();
      use(launch);
    }
    failed = false;
    finished = false;
    wanted = true;
    reconcile();
  }

  void stop(StopReason reason) {
    wanted = false;
    cancelRestart();
    giveUpReplacing(Reason.STOPPED, "the replica was stopped", reason);
    if (serving != null) {
      serving.drain(reason);
    }
    reconcile();
  }

  /** Stops by force. */
  void kill() {
    stop(StopReason.SHUTDOWN);
    lives().forEach(Life::kill);
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
    if (replacement != null || !wanted) {
      throw new IllegalStateException(id + " cannot be replaced now");
    }
    if (ended.future().isComplete()) {
      ended = Promise.promise();
    }
    Replacement fresh = new Replacement(tools, probation, this);
    replacement = fresh;
    next = new Life(id, by, true, tools, this);
    next.start(lastLines);
    publish();
    return fresh.done().onComplete(done -> replacement = null);
  }

  /** Gives a replacement by that launch up unless the new replica has taken over. */
  void cancelReplacementBy(Launch by, String why) {
    if (next != null && next.launch() == by) {
      giveUpReplacing(Reason.STOPPED, why, StopReason.ROLLED_BACK);
    }
  }

  private void giveUpReplacing(Reason reason, String why, StopReason stopReason) {
    if (next != null) {
      replacement.giveUp(reason, why);
      next.drain(stopReason);
    }
  }

  /** What its replicas are started with; changes when a new one takes over. */
  Launch launch() {
    return launch;
  }

  /** Completes when the slot is ready or failed for the first time, or has been stopped. */
  Future<Void> settled() {
    return settled.future();
  }

  /**
   * Completes when no replica is left and none will come, unless it is replaced after a failure.
   */
  Future<Void> ended() {
    return ended.future();
  }

  boolean hasFailed() {
    return failed;
  }

  /** Whether it is ready now. */
  boolean isReady() {
    return serves();
  }

  /** Whether its replica has ended and its policy wants no other. */
  boolean hasFinished() {
    return finished && ended.future().isComplete();
  }

  /** How its last replica ended; null before. */
  ReplicaExit lastExit() {
    return lastExit;
  }

  /** Whether it has failed, and nothing is under way that may change that. */
  boolean hasFailedForGood() {
    return failed && ended.future().isComplete();
  }

  SlotId id() {
    return id;
  }

  /** May be called on any thread. */
  SlotStatus status() {
    Facts now = facts;
    Duration uptime =
        now.spawnedAt() == 0
            ? Duration.ZERO
            : Duration.ofNanos(System.nanoTime() - now.spawnedAt());
    return new SlotStatus(
        id,
        now.state(),
        now.pid(),
        uptime,
        now.restarts(),
        now.lastExit(),
        now.generation(),
        now.nextPid(),
        now.watch() == null ? null : now.watch().stats(),
        now.instances());
  }

  /** A replica has connected; false when it is none that this slot waits for. */
  boolean welcome(ChannelMessage.Hello hello, ReplicaLink link) {
    return lives().stream().anyMatch(life -> life.welcome(hello, link));
  }

  /**
   * To the application in the replica that serves.
   *
   * @param line with its line end
   */
  Future<Void> write(String line) {
    return connected().compose(life -> life.write(line));
  }

  private Future<Life> connected() {
    return serving != null && serving.isConnected()
        ? Future.succeededFuture(serving)
        : Future.failedFuture(new IllegalStateException("no replica of " + id + " is connected"));
  }

  /** What the threads of the replica that serves do, as {@code jstack} prints it. */
  Future<String> threadDump() {
    return connected().compose(life -> life.watch().threadDump());
  }

  /** Begins something on the event bus of the replica that serves. */
  Future<BusCall> bus(BusTask task, Consumer<BusCall.Item> items) {
    return connected().map(life -> life.busCalls().begin(task, items));
  }

  /** One that is not ready is corrected when it is; fails when they are not as many then. */
  Future<Void> setInstances(int wanted) {
    return serves() ? serving.setInstances(wanted) : Future.succeededFuture();
  }

  /** Closes the gap between wanted and actual; called after every event. */
  private void reconcile() {
    boolean waits = restartTimer != NO_TIMER || next != null;
    if (wanted && !failed && !finished && serving == null && !waits) {
      serving = new Life(id, launch, false, tools, this);
      serving.start(lastLines);
    }
    publish();
  }

  private void publish() {
    remember();
    boolean over = (failed || finished || !wanted) && lives().isEmpty();
    // Whoever hears of the end may start it again.
    Promise<Void> settling = settled;
    if (over && ended.tryComplete()) {
      tools.onEnd().run();
    }
    if (over || state() == SlotState.READY) {
      settling.tryComplete();
    }
  }

  private void remember() {
    facts =
        new Facts(
            state(),
            serving == null ? -1 : serving.pid(),
            serving == null ? 0 : serving.spawnedAt(),
            restarts,
            lastExit,
            launch.generation(),
            next == null ? -1 : next.pid(),
            serving == null ? null : serving.watch(),
            serving == null ? 0 : serving.instances());
  }

  private SlotState state() {
    if (failed) {
      return SlotState.FAILED;
    }
    if (finished) {
      return SlotState.FINISHED;
    }
    return serving == null ? SlotState.DOWN : serving.state();
  }

  private List<Life> lives() {
    List<Life> all = new ArrayList<>(leaving);
    if (serving != null) {
      all.add(serving);
    }
    if (next != null) {
      all.add(next);
    }
    return all;
  }

  private boolean serves() {
    return serving != null && serving.state() == SlotState.READY;
  }

  /** A listener that asks for the status gets what it is told of. */
  @Override
  public void tell(Consumer<SupervisorListener> event) {
    remember();
    tools.listeners().tell(event);
  }

  @Override
  public void ready(Life life) {
    if (life == next) {
      replacement.on(Event.NEW_READY, serves());
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
    return wanted && life == serving && serves() && replacement == null;
  }

  @Override
  public Future<Void> replaceByLike(Life life, Duration probation) {
    return replace(life.launch(), probation);
  }

  /** A new one first, since what still works of this one serves meanwhile; else without one. */
  @Override
  public void hung(Life life) {
    if (life != serving) {
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
    return life == serving ? replace(launch, NO_PROBATION) : Future.succeededFuture();
  }

  @Override
  public void open() {
    next.open();
  }

  @Override
  public boolean takeOver() {
    Life old = serving;
    serving = next;
    next = null;
    failed = false;
    finished = false;
    cancelRestart();
    use(serving.launch());
    long oldPid = old == null ? -1 : old.pid();
    serving.takeOver(oldPid);
    tell(listener -> listener.replicaReplaced(id, oldPid, serving.pid(), launch.generation()));
    if (old != null) {
      leaving.add(old);
      old.drain(StopReason.RELOAD);
    }
    publish();
    return old == null;
  }

  private void use(Launch newLaunch) {
    launch = newLaunch;
    window = new RestartWindow(launch.config().restart());
    backoff = new Backoff();
  }

  @Override
  public void exited(Life gone) {
    boolean served = gone == serving;
    boolean replaced = leaving.remove(gone);
    if (served) {
      serving = null;
      lastLived = gone.age();
    } else if (!replaced) {
      next = null;
    }
    lastExit = gone.exit();
    tell(listener -> listener.replicaExited(id, gone.pid(), gone.isLeaving(), gone.exit()));
    if (served) {
      servingExited();
    } else if (replaced) {
      replacement.on(Event.OLD_GONE, true);
    } else {
      nextExited(gone);
    }
    reconcile();
  }

  private void servingExited() {
    if (next != null) {
      replacement.on(Event.OLD_GONE, false);
    } else if (wanted) {
      restartOrGiveUp();
    }
  }

  private void nextExited(Life gone) {
    Replacement over = replacement;
    over.on(Event.NEW_GONE, serves());
    // The old one ended meanwhile; now there is nobody to wait for.
    if (wanted && serving == null && !failed && !finished && restartTimer == NO_TIMER) {
      restartOrGiveUp();
    }
    reconcile();
    over.fail(gone.failure());
  }

  private void restartOrGiveUp() {
    RestartPolicy policy = launch.config().restart();
    if (!policy.wants(lastExit.isSuccess())) {
      finished = true;
      tell(listener -> listener.slotFinished(id, lastExit));
      return;
    }
    if (!window.allows(Duration.ofNanos(System.nanoTime()))) {
      failed = true;
      String why =
          "restarted %d times within %s; %s"
              .formatted(policy.limit(), Durations.format(policy.period()), lastExit);
      tell(listener -> listener.slotFailed(id, why, lastLines.snapshot()));
      return;
    }
    restarts++;
    Duration delay = backoff.next(lastLived, ThreadLocalRandom.current()::nextLong);
    restartTimer = tools.after(delay, this::restart);
    tell(listener -> listener.replicaRestarting(id, delay, restarts));
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
