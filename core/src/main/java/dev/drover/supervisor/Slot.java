package dev.drover.supervisor;

import dev.drover.cluster.JoinFailure;
import dev.drover.config.Durations;
import dev.drover.replica.ChannelMessage;
import dev.drover.restart.Backoff;
import dev.drover.restart.RestartWindow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Keeps one replica alive for as long as one is wanted. Confined to the supervisor's context, but
 * for {@link #status}.
 */
final class Slot {
  private static final long NO_TIMER = -1;

  /** What others may read at any time. */
  private record Facts(
      SlotState state, long pid, long spawnedAt, int restarts, ReplicaExit lastExit) {}

  private final SlotId id;
  private final SlotTools tools;
  private final RestartWindow window;
  private final Backoff backoff = new Backoff();
  private final LastLines lastLines = new LastLines();
  private final Promise<Void> settled = Promise.promise();
  private final Promise<Void> ended = Promise.promise();
  private volatile Facts facts = new Facts(SlotState.DOWN, -1, 0, 0, null);
  private SlotState state = SlotState.DOWN;
  private boolean wanted;
  private ReplicaHandle replica;
  private long restartTimer = NO_TIMER;
  private long readyTimer = NO_TIMER;
  private int restarts;
  private ReplicaExit lastExit;

  Slot(SlotId id, SlotTools tools) {
    this.id = id;
    this.tools = tools;
    this.window = new RestartWindow(tools.config().restart());
  }

  void start() {
    wanted = true;
    reconcile();
  }

  void stop() {
    wanted = false;
    reconcile();
  }

  /** Stops by force. */
  void kill() {
    stop();
    if (replica != null) {
      replica.kill();
    }
  }

  /** Completes when the slot is ready or failed for the first time, or has been stopped. */
  Future<Void> settled() {
    return settled.future();
  }

  /** Completes when no replica is left and none will come. */
  Future<Void> ended() {
    return ended.future();
  }

  boolean hasFailed() {
    return state == SlotState.FAILED;
  }

  /** May be called on any thread. */
  SlotStatus status() {
    Facts now = facts;
    Duration uptime =
        now.spawnedAt() == 0
            ? Duration.ZERO
            : Duration.ofNanos(System.nanoTime() - now.spawnedAt());
    return new SlotStatus(id, now.state(), now.pid(), uptime, now.restarts(), now.lastExit());
  }

  /** A replica has connected; false when it is not the one this slot waits for. */
  boolean welcome(ChannelMessage.Hello hello, ReplicaLink link) {
    ReplicaHandle expected = replica;
    if (expected == null || !expected.isExpected(hello)) {
      return false;
    }
    link.handler(message -> received(expected, message));
    expected.connected(link, tools.config());
    return true;
  }

  /**
   * To the application in its replica.
   *
   * @param line with its line end
   */
  Future<Void> write(String line) {
    return replica != null && replica.isConnected()
        ? replica.write(line)
        : Future.failedFuture(new IllegalStateException("no replica of " + id + " is connected"));
  }

  /** Closes the gap between wanted and actual; called after every event. */
  private void reconcile() {
    if (wanted && state == SlotState.DOWN && restartTimer == NO_TIMER) {
      spawn();
    }
    if (!wanted) {
      tools.vertx().cancelTimer(restartTimer);
      restartTimer = NO_TIMER;
      if (state == SlotState.STARTING || state == SlotState.READY) {
        drain(StopReason.SHUTDOWN);
      }
    }
    publish();
  }

  private void remember() {
    long spawnedAt = replica == null ? 0 : replica.spawnedAt();
    long pid = replica == null ? -1 : replica.pid();
    facts = new Facts(state, pid, spawnedAt, restarts, lastExit);
  }

  private void publish() {
    remember();
    boolean over = state == SlotState.FAILED || !wanted && state == SlotState.DOWN;
    if (over || state == SlotState.READY) {
      settled.tryComplete();
    }
    if (over) {
      ended.tryComplete();
    }
  }

  private void spawn() {
    state = state.next(SlotEvent.SPAWNED);
    ReplicaHandle fresh =
        new ReplicaHandle(tools.vertx(), tools.config().stop(), this::spawnProcess);
    replica = fresh;
    readyTimer = after(tools.config().ready().timeout(), () -> notReady(fresh));
    fresh
        .process()
        .onSuccess(process -> spawned(fresh, process))
        .onFailure(failure -> exited(fresh, noStatus("could not be started: ", failure)));
  }

  private Future<ReplicaProcess> spawnProcess(String token) {
    return tools
        .spawner()
        .spawn(
            id,
            token,
            (stream, line) -> {
              lastLines.add(line);
              tools.listeners().tell(listener -> listener.output(id, stream, line));
            });
  }

  private void spawned(ReplicaHandle fresh, ReplicaProcess process) {
    tell(listener -> listener.replicaStarting(id, process.pid()));
    process
        .ended()
        .onSuccess(status -> exited(fresh, new ReplicaExit(status, null)))
        .onFailure(failure -> exited(fresh, noStatus("its end is not known: ", failure)));
    publish();
  }

  private void received(ReplicaHandle from, ChannelMessage message) {
    if (from != replica) {
      return;
    }
    if (message instanceof ChannelMessage.Ready ready) {
      ready(ready.instances());
    } else if (message instanceof ChannelMessage.JoinAsk) {
      tools.door().ask(id.number(), grant -> from.send(new ChannelMessage.Join(grant)));
    } else if (message instanceof ChannelMessage.Joined joined) {
      tools.door().joined(id.number(), from, joined.nodeId());
    } else if (message instanceof ChannelMessage.JoinFailed failed) {
      tools.door().failed(id.number(), JoinFailure.valueOf(failed.kind()));
    } else if (message instanceof ChannelMessage.Said said) {
      tell(listener -> listener.replicaMessage(id, from.pid(), said.body()));
    } else if (message instanceof ChannelMessage.StartFailed failed) {
      tell(listener -> listener.replicaStartFailed(id, from.pid(), failed.cause()));
    }
  }

  private void ready(int instances) {
    SlotState before = state;
    state = state.next(SlotEvent.ANNOUNCED_READY);
    if (state != before) {
      tools.vertx().cancelTimer(readyTimer);
      long pid = replica.pid();
      Duration took = Duration.ofNanos(System.nanoTime() - replica.spawnedAt());
      tell(listener -> listener.replicaReady(id, pid, instances, took));
    }
    reconcile();
  }

  private void notReady(ReplicaHandle late) {
    if (late == replica && state == SlotState.STARTING) {
      late.because("not ready within " + Durations.format(tools.config().ready().timeout()));
      drain(StopReason.NOT_READY);
      publish();
    }
  }

  private void drain(StopReason reason) {
    state = state.next(SlotEvent.DRAIN_ASKED);
    long pid = replica.pid();
    tell(listener -> listener.replicaDraining(id, pid, reason));
    // It is about to leave: nobody should be told to join through it.
    tools.door().left(id.number());
    replica.drain(reason);
  }

  private static ReplicaExit noStatus(String why, Throwable failure) {
    return new ReplicaExit(null, why + failure.getMessage());
  }

  private void exited(ReplicaHandle gone, ReplicaExit how) {
    Duration lived = Duration.ofNanos(System.nanoTime() - gone.spawnedAt());
    lastExit = gone.ended(how);
    replica = null;
    state = state.next(SlotEvent.EXITED);
    tools.vertx().cancelTimer(readyTimer);
    tools.door().left(id.number());
    tell(listener -> listener.replicaExited(id, gone.pid(), gone.isDraining(), lastExit));
    if (wanted) {
      restartOrGiveUp(lived);
    }
    reconcile();
  }

  private void restartOrGiveUp(Duration lived) {
    if (!window.allows(Duration.ofNanos(System.nanoTime()))) {
      state = state.next(SlotEvent.GIVEN_UP);
      String why =
          "restarted %d times within %s; %s"
              .formatted(
                  tools.config().restart().limit(),
                  Durations.format(tools.config().restart().period()),
                  lastExit);
      tell(listener -> listener.slotFailed(id, why, lastLines.snapshot()));
      return;
    }
    restarts++;
    Duration delay = backoff.next(lived, ThreadLocalRandom.current()::nextLong);
    restartTimer = after(delay, this::restart);
    tell(listener -> listener.replicaRestarting(id, delay, restarts));
  }

  /** A listener that asks for the status gets what it is told of. */
  private void tell(Consumer<SupervisorListener> event) {
    remember();
    tools.listeners().tell(event);
  }

  private long after(Duration delay, Runnable action) {
    return tools.vertx().setTimer(Math.max(1, delay.toMillis()), timer -> action.run());
  }

  private void restart() {
    restartTimer = NO_TIMER;
    reconcile();
  }
}
