package dev.drover.bridge;

import dev.drover.config.Durations;
import dev.drover.process.ChildProcess;
import dev.drover.process.ExitStatus;
import dev.drover.process.SpawnOptions;
import dev.drover.process.SpawnOptionsBuilder;
import dev.drover.process.Stdio;
import dev.drover.restart.Backoff;
import dev.drover.restart.RestartWindow;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Keeps one child alive: starts it, and starts it again as its rule says. On its context. */
final class ProcessKeeper {
  private final ProcessPlace place;
  private final ProcessSpec spec;
  private final ProcessEvents events;
  private final RestartWindow window;
  private final Backoff backoff = new Backoff();
  private ProcessSession session;
  private ExitStatus earlyEnd;
  private boolean started;
  private boolean stopping;
  private boolean over;
  private int restarts;
  private long restartTimer = -1;

  /** Until then a child may begin. */
  private Future<?> spawning = Future.succeededFuture();

  ProcessKeeper(ProcessPlace place, ProcessEvents events) {
    this.place = place;
    this.events = events;
    spec = place.spec();
    window = new RestartWindow(spec.restart());
  }

  /** Completes when the first child is ready; one that does not become so is not replaced. */
  Future<Void> start() {
    return spawn()
        .compose(ProcessSession::ready)
        .onSuccess(
            ready -> {
              started = true;
              if (earlyEnd != null) {
                decide(session, earlyEnd);
              }
            });
  }

  /** Null while there is no child and no output of one. */
  ProcessSession session() {
    return session;
  }

  private Future<ProcessSession> spawn() {
    List<String> command = spec.command();
    List<String> args = command.subList(1, command.size());
    Future<ChildProcess> spawned =
        spec.kind() == ProcessSpec.Kind.FORK
            ? ChildProcess.fork(place.vertx(), command.get(0), args, options())
            : ChildProcess.spawn(place.vertx(), command.get(0), args, options());
    return spawned.map(this::begin);
  }

  private SpawnOptions options() {
    SpawnOptionsBuilder options =
        SpawnOptions.builder().forceKillAfter(spec.stop().grace()).env(spec.env());
    if (!spec.inheritEnv()) {
      options.replaceEnv(spec.env());
    }
    if (spec.kind() == ProcessSpec.Kind.SH) {
      options.shell("/bin/sh");
    }
    spec.directory().ifPresent(options::directory);
    spec.user().applyTo(options);
    if (spec.stdin() == StreamMode.IGNORE) {
      options.stdin(Stdio.ignore());
    }
    if (spec.stdout().mode() == StreamMode.IGNORE) {
      options.stdout(Stdio.ignore());
    }
    if (spec.stderr().mode() == StreamMode.IGNORE) {
      options.stderr(Stdio.ignore());
    }
    return options.build();
  }

  private ProcessSession begin(ChildProcess child) {
    ProcessSession begun = new ProcessSession(place, events, child);
    session = begun;
    events.spawned(child.pid());
    child.exit().onSuccess(status -> exited(begun, status));
    child.closed().onSuccess(status -> events.closed(child.pid()));
    begun.ready().onSuccess(ready -> ready(begun));
    begun.begin();
    if (stopping) {
      begun.stop();
    }
    return begun;
  }

  private void ready(ProcessSession ready) {
    if (!stopping) {
      place.group().add(ready);
      events.ready(ready.child().pid());
    }
  }

  private void exited(ProcessSession gone, ExitStatus status) {
    events.exited(gone.child().pid(), status);
    gone.exited(status);
    if (!started) {
      earlyEnd = status;
    } else if (!stopping) {
      decide(gone, status);
    }
  }

  private void decide(ProcessSession gone, ExitStatus status) {
    if (!spec.restart().wants(status.isSuccess())) {
      events.ended(status);
      giveUp(gone.outputs().settle(), status.isSuccess() ? "" : "it ended with " + status);
    } else {
      restart(gone.outputs().settle(), gone.child().duration(), status.toString());
    }
  }

  private void restart(Future<Void> settled, Duration lived, String how) {
    if (!window.allows(Duration.ofNanos(System.nanoTime()))) {
      String why =
          "it ended %d times within %s, last with %s; see its output, or raise restart.limit"
              .formatted(
                  spec.restart().limit() + 1, Durations.format(spec.restart().period()), how);
      events.failed(why);
      giveUp(settled, why);
      return;
    }
    Duration delay = backoff.next(lived, ThreadLocalRandom.current()::nextLong);
    events.restarting(delay, ++restarts);
    settled.onComplete(
        gone -> {
          if (!stopping) {
            session = null;
            long millis = Math.max(1, delay.toMillis());
            restartTimer = place.vertx().setTimer(millis, id -> again());
          }
        });
  }

  private void again() {
    // A Vert.x that closes undeploys last.
    if (!stopping && !((VertxInternal) place.vertx()).closeFuture().isClosed()) {
      spawning = spawn().onFailure(this::notSpawned);
    }
  }

  private void notSpawned(Throwable failure) {
    events.error("SPAWN_FAILED", failure.getMessage());
    if (!stopping) {
      restart(Future.succeededFuture(), Duration.ZERO, "no start");
    }
  }

  /**
   * @param problem empty for none
   */
  private void giveUp(Future<Void> settled, String problem) {
    over = true;
    place.group().giveUp();
    settled.onComplete(silent -> place.group().over(problem));
  }

  /** Completes when the child is gone: after what it was asked, or the drain time, or the grace. */
  Future<Void> stop() {
    stopping = true;
    place.vertx().cancelTimer(restartTimer);
    return spawning.transform(begun -> end());
  }

  private Future<Void> end() {
    ProcessSession last = session;
    Future<Void> drained =
        last == null ? Future.succeededFuture() : last.drain(spec.stop().drain());
    place.group().leave(over);
    return last == null ? drained : drained.compose(done -> end(last));
  }

  private static Future<Void> end(ProcessSession last) {
    last.stop();
    return last.child().exit().<Void>mapEmpty().onSuccess(gone -> last.outputs().discard());
  }
}
