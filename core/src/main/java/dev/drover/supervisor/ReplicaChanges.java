package dev.drover.supervisor;

import dev.drover.socket.SharedPorts;
import dev.drover.supervisor.ReloadException.Reason;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.List;

/**
 * What changes the replicas of a service that runs; one at a time, which is for the caller to see
 * to. Confined to the supervisor's context.
 */
final class ReplicaChanges {
  private final ContextInternal context;
  private final ServiceRun run;
  private final Slots slots;
  private final Listeners listeners;
  private Reload reload;

  ReplicaChanges(ContextInternal context, ServiceRun run, Slots slots, Listeners listeners) {
    this.context = context;
    this.run = run;
    this.slots = slots;
    this.listeners = listeners;
  }

  /** Fails with a {@link ReloadException}. */
  Future<ReloadResult> reload(ReloadOptions options) {
    if (!run.isRunning()) {
      return Future.failedFuture(new ReloadException(Reason.NOT_POSSIBLE, run.notRunning()));
    }
    if (run.ports() == null) {
      return Future.failedFuture(
          new ReloadException(
              Reason.NOT_POSSIBLE,
              "two replicas cannot share a port here: %s. Stop %s and start it again instead"
                  .formatted(SharedPorts.whyNotSupported(), run.name())));
    }
    return run.launches()
        .prepare(options.next())
        .recover(
            cause ->
                Future.failedFuture(
                    new ReloadException(Reason.NOT_POSSIBLE, cause.getMessage(), cause)))
        .compose(next -> reload(next, options));
  }

  private Future<ReloadResult> reload(Launch next, ReloadOptions options) {
    Launches launches = run.launches();
    Launch before = launches.current();
    if (!run.isRunning()) {
      return Future.failedFuture(new ReloadException(Reason.STOPPED, run.notRunning()));
    }
    reload = new Reload(slots.list(), before, next, options, listeners);
    return reload
        .run()
        .onSuccess(replaced -> launches.use(next))
        .onComplete(over -> reload = null)
        .eventually(() -> launches.release(slots.list().stream().map(Slot::launch).toList()))
        .compose(replaced -> scaleAsConfigured(before, next).map(replaced));
  }

  /** Nothing more of a reload that is under way is begun. */
  void stopReload() {
    if (reload != null) {
      reload.stop();
    }
  }

  private Future<Void> scaleAsConfigured(Launch before, Launch after) {
    int wanted = after.config().replicas();
    return wanted == before.config().replicas() ? Future.succeededFuture() : scale(wanted);
  }

  /**
   * Stops replicas and starts them again, with a gap.
   *
   * @param number of one slot; 0 for all
   * @return completes when they are ready; fails when they are given up
   */
  Future<Void> restart(int number) {
    if (!run.isRunning()) {
      return Future.failedFuture(new IllegalStateException(run.notRunning()));
    }
    List<Slot> some = number == 0 ? slots.list() : List.of(slots.get(number));
    some.forEach(slot -> slot.stop(StopReason.RESTART));
    return Slots.ended(some)
        .compose(gone -> run.isRunning() ? Slots.start(some) : run.wasStopped())
        .compose(
            settled ->
                some.stream().anyMatch(Slot::hasFailed)
                    ? Future.failedFuture(new IllegalStateException("given up; see its output"))
                    : Future.succeededFuture());
  }

  /** Fails as a start does. */
  Future<Void> scale(int wanted) {
    int now = slots.list().size();
    if (!run.isRunning()) {
      return Future.failedFuture(new IllegalStateException(run.notRunning()));
    }
    if (wanted == now) {
      return Future.succeededFuture();
    }
    listeners.tell(listener -> listener.scaling(run.name(), now, wanted));
    return wanted > now ? grow(now, wanted) : shrink(now, wanted);
  }

  private Future<Void> grow(int now, int wanted) {
    return Future.fromCompletionStage(run.ports().grow(wanted), context)
        .compose(grown -> run.isRunning() ? growSlots(now, wanted) : run.wasStopped());
  }

  private Future<Void> growSlots(int now, int wanted) {
    for (int number = now + 1; number <= wanted; number++) {
      run.ports().retire(number, false);
    }
    return slots
        .grow(wanted, run.launches().current())
        .compose(settled -> slots.failIfAnyFailed(now));
  }

  private Future<Void> shrink(int now, int wanted) {
    SharedPorts ports = run.ports();
    for (int number = wanted + 1; ports != null && number <= now; number++) {
      ports.retire(number, true);
    }
    return slots.shrink(wanted);
  }
}
