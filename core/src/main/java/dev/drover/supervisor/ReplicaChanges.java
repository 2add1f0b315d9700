package dev.drover.supervisor;

import dev.drover.config.ApplicationSpec;
import dev.drover.config.ConfigException;
import dev.drover.config.ServiceConfig;
import dev.drover.socket.SharedPorts;
import dev.drover.supervisor.ReloadException.Reason;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What changes the replicas of a service that runs; one at a time, which is for the caller to see
 * to. Confined to the supervisor's context.
 */
final class ReplicaChanges {
  private final ContextInternal context;
  private final ServiceRun run;
  private final Slots slots;
  private final Listeners listeners;
  private final InstanceTarget instances;
  private Reload reload;

  ReplicaChanges(
      ContextInternal context,
      ServiceRun run,
      Slots slots,
      Listeners listeners,
      InstanceTarget instances) {
    this.instances = instances;
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
        .onSuccess(replaced -> use(next))
        .onComplete(over -> reload = null)
        .eventually(() -> launches.release(slots.list().stream().map(Slot::launch).toList()))
        .compose(replaced -> scaleAsConfigured(before, next).map(replaced));
  }

  private void use(Launch next) {
    run.launches().use(next);
    if (instances.of(next.config().application()) == 0) {
      instances.forget();
    }
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
  Future<Void> scale(ScaleOptions options) {
    if (!run.isRunning()) {
      return Future.failedFuture(new IllegalStateException(run.notRunning()));
    }
    // First, so that new replicas start with that many.
    Future<Void> instancesSet =
        options.instances() == 0
            ? Future.succeededFuture()
            : setInstances(options.instances(), run.launches().current().config());
    return instancesSet.compose(
        set -> options.replicas() == 0 ? Future.succeededFuture() : scale(options.replicas()));
  }

  /**
   * @throws ConfigException where nobody can change how many instances there are
   */
  static void requireInstances(ServiceConfig config) {
    ApplicationSpec application = config.application();
    if (application.entry() == ApplicationSpec.Entry.MAIN) {
      throw new ConfigException(
          "scale %s: its own main method deploys its instances; give a number of replicas instead"
              .formatted(config.name()));
    }
    if (!application.hasLiveInstances()) {
      throw new ConfigException(
          "scale %s: %s is a program and has no instances; give a number of replicas instead"
              .formatted(config.name(), application.name()));
    }
  }

  private Future<Void> setInstances(int wanted, ServiceConfig config) {
    requireInstances(config);
    if (run.ports() == null) {
      throw new ConfigException(
          "scale %s: the number of instances cannot be changed here: %s; restart with --instances %d"
              .formatted(run.name(), SharedPorts.whyNotSupported(), wanted));
    }
    Object before = instances.remember();
    Map<Slot, Integer> counts = new LinkedHashMap<>();
    slots.list().forEach(slot -> counts.put(slot, slot.status().instances()));
    instances.set(wanted, config.application());
    return Future.join(counts.keySet().stream().map(slot -> slot.setInstances(wanted)).toList())
        .<Void>mapEmpty()
        .recover(
            failure -> {
              instances.restore(before);
              return restore(counts).transform(done -> Future.failedFuture(failure));
            });
  }

  /** Replicas of one service that differ are worse than the old number. */
  private static Future<Void> restore(Map<Slot, Integer> counts) {
    List<Future<Void>> all =
        counts.entrySet().stream()
            .filter(each -> each.getValue() > 0)
            .map(each -> each.getKey().setInstances(each.getValue()))
            .toList();
    return Future.join(all).mapEmpty();
  }

  /** Fails as a start does. */
  Future<Void> scale(int wanted) {
    int now = slots.list().size();
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
