package dev.drover.supervisor;

import dev.drover.config.ServiceConfig;
import dev.drover.replica.BusTask;
import dev.drover.supervisor.ReloadException.Reason;
import dev.drover.supervisor.ReloadResult.Outcome;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A service, whether it runs or has ended: what changes its replicas starts it again after that.
 * Confined to the supervisor's context, but for {@link #status} and {@link #replicas}.
 */
final class Service {
  private final ContextInternal context;
  private final ClusterDoor door;
  private final Listeners listeners;
  private final Consumer<Service> startsAgain;
  private final Changes changes;
  private volatile ServiceRun run;

  /** The last one that could be carried out, or the first. */
  private ServiceRun.Plan plan;

  private boolean closing;

  /**
   * @param startsAgain told when it has a new {@link #ended} to wait for
   */
  Service(
      ContextInternal context,
      ServiceConfig config,
      ClusterDoor door,
      Listeners listeners,
      Consumer<Service> startsAgain) {
    this.context = context;
    this.door = door;
    this.listeners = listeners;
    this.startsAgain = startsAgain;
    this.changes = new Changes(config.name());
    this.plan = new ServiceRun.Plan(config, config.replicas(), 1, new InstanceTarget());
    this.run = newRun(plan);
    listeners.add(
        new PortSettler(
            context.owner(), config.name(), () -> run.ports(), number -> run.slot(number)));
  }

  private ServiceRun newRun(ServiceRun.Plan plan) {
    return new ServiceRun(context, plan, door, listeners, changes);
  }

  private ServiceRun.Plan nextPlan() {
    plan = run.nextPlan().orElse(plan);
    return plan;
  }

  String name() {
    return run.name();
  }

  /** How many slots it has now, or will have when it is started. May be called on any thread. */
  int replicas() {
    return run.replicas();
  }

  /** Completes when every slot is ready or failed; fails when none got ready. Call it once. */
  Future<Void> start() {
    return run.start();
  }

  void cannotStart(Throwable cause) {
    run.cannotStart(cause);
  }

  /** Drains all replicas at once; completes when the last has exited. */
  Future<Void> stop() {
    return run.stop();
  }

  /** The supervisor ends, and so will this; from now on it is not started again. */
  void willClose() {
    closing = true;
  }

  /** Ends by force what is left; it still has to be stopped. */
  void kill() {
    run.kill();
  }

  /**
   * Succeeds after a {@link #stop}; fails when every slot has failed, or none could be started. It
   * is another when it has been started again.
   */
  Future<Void> ended() {
    return run.ended();
  }

  /**
   * @param line with its line end
   */
  Future<Void> send(int number, String line) {
    return replica(number).compose(life -> life.write(line));
  }

  Future<String> threadDump(int number) {
    return replica(number).compose(life -> life.watch().threadDump());
  }

  Future<BusCall> bus(int number, BusTask task, Consumer<BusCall.Item> items) {
    return replica(number).map(life -> life.busCalls().begin(task, items));
  }

  /** The one that serves in that slot. */
  private Future<Life> replica(int number) {
    Slot slot = run.slot(number);
    return slot == null
        ? Future.failedFuture(new IllegalStateException(name() + " is not started"))
        : slot.connected();
  }

  /** Fails with a {@link ReloadException}. */
  Future<ReloadResult> reload(ReloadOptions options) {
    return changes.run(
        "reload",
        options.waiting(),
        () -> run.isEnding() ? startAsReloaded(options) : run.changes().reload(options));
  }

  /**
   * Stops replicas and starts them again, with a gap.
   *
   * @param number of one slot; 0 for all
   * @return completes when they are ready; fails when they are given up, or with a {@link
   *     ReloadException} while a reload is under way
   */
  Future<Void> restart(int number) {
    return changes.run(
        "restart",
        false,
        () -> {
          if (!run.isEnding()) {
            return run.changes().restart(number);
          }
          return number == 0 ? startAgain(nextPlan()) : refuseSlot(number);
        });
  }

  private Future<Void> refuseSlot(int number) {
    return Future.failedFuture(
        new IllegalStateException(
            "%s has ended, and slot %d with it; restart %s as a whole"
                .formatted(name(), number, name())));
  }

  /** Fails with a {@link ReloadException} when refused, else as a start does. */
  Future<Void> scale(ScaleOptions options) {
    return changes.run(
        "change of scale",
        options.waiting(),
        () -> run.isEnding() ? startAgain(scaled(options)) : run.changes().scale(options));
  }

  private ServiceRun.Plan scaled(ScaleOptions options) {
    ServiceRun.Plan next = nextPlan();
    if (options.instances() > 0) {
      ReplicaChanges.requireInstances(next.config());
      next.instances().set(options.instances(), next.config().application());
    }
    int replicas = options.replicas() > 0 ? options.replicas() : next.replicas();
    return new ServiceRun.Plan(next.config(), replicas, next.generation(), next.instances());
  }

  /** There is nobody to replace, and nothing to go back to. */
  private Future<ReloadResult> startAsReloaded(ReloadOptions options) {
    long began = System.nanoTime();
    ServiceRun.Plan before = nextPlan();
    return context
        .executeBlocking(() -> options.next().apply(before.config()), false)
        .compose(
            config -> {
              boolean asBefore = config.replicas() == before.config().replicas();
              int replicas = asBefore ? before.replicas() : config.replicas();
              return startAgain(
                  new ServiceRun.Plan(config, replicas, before.generation(), before.instances()));
            })
        .map(started -> result(before.generation(), began))
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof ReloadException
                        ? cause
                        : new ReloadException(Reason.NOT_POSSIBLE, cause.getMessage(), cause)));
  }

  private ReloadResult result(int generation, long began) {
    Map<SlotId, Outcome> outcomes = new LinkedHashMap<>();
    run.status().slots().forEach(slot -> outcomes.put(slot.id(), Outcome.REPLACED));
    return new ReloadResult(
        name(),
        generation,
        Collections.unmodifiableMap(outcomes),
        Duration.ofNanos(System.nanoTime() - began));
  }

  /** Completes when every slot is ready; fails when one is given up. */
  private Future<Void> startAgain(ServiceRun.Plan next) {
    return run.gone()
        .compose(
            gone -> {
              if (closing) {
                return Future.failedFuture(
                    new IllegalStateException(name() + " is not running: the supervisor stops"));
              }
              run = newRun(next);
              startsAgain.accept(this);
              return run.start().compose(started -> run.failIfAnyFailed());
            });
  }

  boolean hasReady() {
    return run.hasReady();
  }

  /** Stops its replicas until it is {@link #letGo}. */
  void hold(String because) {
    if (run.hold()) {
      listeners.tell(listener -> listener.serviceHeld(name(), because));
    }
  }

  /** Completes when it is ready again, or failed. */
  Future<Void> letGo() {
    return run.letGo();
  }

  /** Stops it, as failed. */
  void giveUp(Throwable cause) {
    run.giveUp(cause);
  }

  /** May be called on any thread. */
  ServiceStatus status() {
    return run.status();
  }
}
