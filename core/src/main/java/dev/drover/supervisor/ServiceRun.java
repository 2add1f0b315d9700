package dev.drover.supervisor;

import dev.drover.config.ServiceConfig;
import dev.drover.replica.ChannelMessage;
import dev.drover.socket.SharedPorts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Optional;

/**
 * The replicas of one service from its start to its end, and what they share. A service that is
 * started again after that has another run. Confined to the supervisor's context, but for {@link
 * #status}.
 */
final class ServiceRun {

  /**
   * What a service is to be run with.
   *
   * @param replicas how many, whatever the configuration says
   * @param generation of the first replicas
   * @param instances that replicas are to have, whatever the configuration says
   */
  record Plan(ServiceConfig config, int replicas, int generation, InstanceTarget instances) {}

  private final VertxInternal vertx;
  private final ContextInternal context;
  private final Plan plan;
  private final ClusterDoor door;
  private final Slots slots;
  private final ReplicaChanges replicaChanges;
  private final Promise<Void> ended = Promise.promise();
  private final PortEvents portEvents;
  private final PartsKeeper parts;
  private Future<Void> opened = Future.succeededFuture();
  private Future<Void> stopped;
  private Future<Void> held;

  /**
   * @param changes of the service, in whatever run
   */
  ServiceRun(
      ContextInternal context, Plan plan, ClusterDoor door, Listeners listeners, Changes changes) {
    this.vertx = context.owner();
    this.context = context;
    this.plan = plan;
    this.door = door;
    this.parts = new PartsKeeper(context, this::welcome);
    this.portEvents = new PortEvents(context, listeners, name());
    SlotTools tools =
        new SlotTools(
            vertx,
            door,
            listeners,
            changes,
            plan.instances(),
            this::hasReady,
            this::endIfAllAreOver);
    this.slots = new Slots(name(), tools);
    this.replicaChanges = new ReplicaChanges(context, this, slots, listeners, plan.instances());
  }

  String name() {
    return plan.config().name();
  }

  /** How many slots it has now, or will have when it is started. May be called on any thread. */
  int replicas() {
    int now = slots.list().size();
    return now == 0 ? plan.replicas() : now;
  }

  /** What to start it again with; empty when its own plan could not be carried out. */
  Optional<Plan> nextPlan() {
    Launches launches = parts.launches();
    return launches == null
        ? Optional.empty()
        : Optional.of(
            new Plan(
                launches.current().config(),
                replicas(),
                launches.lastGeneration() + 1,
                plan.instances()));
  }

  ReplicaChanges changes() {
    return replicaChanges;
  }

  Slot slot(int number) {
    return slots.get(number);
  }

  Launches launches() {
    return parts.launches();
  }

  /** Whether it has been asked to end, or has ended by itself. */
  boolean isEnding() {
    return stopped != null || ended.future().isComplete();
  }

  /** Completes when nothing is left of it; call it when it {@link #isEnding}. */
  Future<Void> gone() {
    return (stopped == null ? ended.future() : stopped).otherwiseEmpty();
  }

  /** Completes when every slot is ready or failed; fails when none got ready. Call it once. */
  Future<Void> start() {
    if (stopped != null) {
      return wasStopped();
    }
    opened = parts.open(() -> RunningParts.open(vertx, plan, portEvents));
    return opened.compose(open -> startSlots()).onFailure(this::cannotStart);
  }

  /**
   * It will not start: something it needs did not. A stop that comes before the start is complete
   * is no failure of the service's.
   */
  void cannotStart(Throwable cause) {
    if (stopped == null) {
      ended.tryFail(cause);
    }
  }

  /** Drains all replicas at once; completes when the last has exited. */
  Future<Void> stop() {
    if (stopped == null) {
      Promise<Void> done = context.promise();
      stopped = done.future();
      replicaChanges.stopReload();
      opened.otherwiseEmpty().compose(open -> stopSlots()).onComplete(done);
      stopped.onComplete(result -> ended.tryComplete());
    }
    return stopped;
  }

  /** Ends by force what is left; it still has to be stopped. */
  void kill() {
    replicaChanges.stopReload();
    slots.kill();
  }

  /** Succeeds after a {@link #stop}; fails when every slot has failed, or none could be started. */
  Future<Void> ended() {
    return ended.future();
  }

  boolean hasReady() {
    return slots.hasReady();
  }

  /** Stops its replicas until it is {@link #letGo}; false when that makes no sense now. */
  boolean hold() {
    boolean holds = isRunning() && held == null;
    if (holds) {
      replicaChanges.stopReload();
      slots.stop(StopReason.OTHER_SERVICE);
      held = slots.ended();
    }
    return holds;
  }

  /** Completes when it is ready again, or failed. */
  Future<Void> letGo() {
    Future<Void> gone = held;
    held = null;
    if (gone == null) {
      return Future.succeededFuture();
    }
    return gone.compose(
        none -> isRunning() && held == null ? Slots.start(slots.list()) : Future.succeededFuture());
  }

  /** Stops it for good, as failed. */
  void giveUp(Throwable cause) {
    if (stopped == null && ended.tryFail(cause)) {
      stop();
    }
  }

  boolean isRunning() {
    return parts.isOpen() && stopped == null;
  }

  String notRunning() {
    return name() + " is not running";
  }

  Future<Void> failIfAnyFailed() {
    return slots.failIfAnyFailed(0);
  }

  /** May be called on any thread. */
  ServiceStatus status() {
    SharedPorts ports = ports();
    return new ServiceStatus(
        name(), door.clusterName(), slots.status(), ports == null ? List.of() : ports.addresses());
  }

  /** Null before they are opened, after they are closed, and where none are shared. */
  SharedPorts ports() {
    return parts.ports();
  }

  private Future<Void> startSlots() {
    if (stopped != null) {
      return wasStopped();
    }
    return slots
        .grow(plan.replicas(), launches().current())
        .compose(settled -> slots.haveAllFailed() ? ended() : Future.succeededFuture());
  }

  Future<Void> wasStopped() {
    return Future.failedFuture("the supervisor of " + name() + " was stopped");
  }

  private Future<Void> stopSlots() {
    SharedPorts ports = ports();
    if (ports != null) {
      ports.stopListening();
    }
    slots.stop(StopReason.SHUTDOWN);
    return slots.ended().eventually(parts::close);
  }

  /** A slot has ended, be it failed, finished or stopped. */
  private void endIfAllAreOver() {
    if (stopped == null && slots.areAllOver()) {
      String problem = slots.problem();
      parts
          .close()
          .onComplete(
              closed -> {
                if (problem == null) {
                  ended.tryComplete();
                } else {
                  ended.tryFail(new IllegalStateException(problem));
                }
              });
    }
  }

  private boolean welcome(ChannelMessage.Hello hello, ReplicaLink link) {
    Slot slot = slots.get(hello.slot());
    return slot != null && slot.welcome(hello, link);
  }
}
