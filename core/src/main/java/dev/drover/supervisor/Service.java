package dev.drover.supervisor;

import dev.drover.config.ServiceConfig;
import dev.drover.replica.ChannelMessage;
import dev.drover.socket.SharedPorts;
import dev.drover.supervisor.ReloadException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;

/**
 * The replicas of one service, and what they share. Confined to the supervisor's context, but for
 * {@link #status}.
 */
final class Service {
  private final VertxInternal vertx;
  private final ContextInternal context;
  private final ServiceConfig config;
  private final ClusterDoor door;
  private final Listeners listeners;
  private final Slots slots;
  private final Changes changes;
  private final Promise<Void> ended = Promise.promise();
  private volatile RunningParts parts;
  private Launches launches;
  private Reload reload;
  private ChannelServer channels;
  private Future<Void> opened = Future.succeededFuture();
  private Future<Void> stopped;
  private Future<Void> closed;
  private Future<Void> held;

  Service(ContextInternal context, ServiceConfig config, ClusterDoor door, Listeners listeners) {
    this.vertx = context.owner();
    this.context = context;
    this.config = config;
    this.door = door;
    this.listeners = listeners;
    this.changes = new Changes(config.name());
    this.slots =
        new Slots(
            config.name(),
            new SlotTools(vertx, door, listeners, changes, this::hasReady, this::endIfAllAreOver));
  }

  String name() {
    return config.name();
  }

  /** How many slots it has now, or will have when it is started. May be called on any thread. */
  int replicas() {
    int now = slots.list().size();
    return now == 0 ? config.replicas() : now;
  }

  /** Completes when every slot is ready or failed; fails when none got ready. Call it once. */
  Future<Void> start() {
    if (stopped != null) {
      return wasStopped();
    }
    opened = open();
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
      stopReload();
      opened.otherwiseEmpty().compose(open -> stopSlots()).onComplete(done);
      stopped.onComplete(result -> ended.tryComplete());
    }
    return stopped;
  }

  /** Ends by force what is left; it still has to be stopped. */
  void kill() {
    stopReload();
    slots.kill();
  }

  private void stopReload() {
    if (reload != null) {
      reload.stop();
    }
  }

  /** Succeeds after a {@link #stop}; fails when every slot has failed, or none could be started. */
  Future<Void> ended() {
    return ended.future();
  }

  /**
   * @param line with its line end
   */
  Future<Void> send(int number, String line) {
    Slot slot = slots.get(number);
    return slot == null
        ? Future.failedFuture(new IllegalStateException(name() + " is not started"))
        : slot.write(line);
  }

  /** Fails with a {@link ReloadException}. */
  Future<ReloadResult> reload(ReloadOptions options) {
    return changes.run("reload", options.waiting(), () -> prepareReload(options));
  }

  private Future<ReloadResult> prepareReload(ReloadOptions options) {
    if (!isRunning()) {
      return Future.failedFuture(new ReloadException(Reason.NOT_POSSIBLE, notRunning()));
    }
    if (ports() == null) {
      return Future.failedFuture(
          new ReloadException(
              Reason.NOT_POSSIBLE,
              "two replicas cannot share a port here: %s. Stop %s and start it again instead"
                  .formatted(SharedPorts.whyNotSupported(), name())));
    }
    return launches
        .prepare(options.next())
        .recover(
            cause ->
                Future.failedFuture(
                    new ReloadException(Reason.NOT_POSSIBLE, cause.getMessage(), cause)))
        .compose(next -> reload(next, options));
  }

  private Future<ReloadResult> reload(Launch next, ReloadOptions options) {
    Launch before = launches.current();
    if (stopped != null) {
      return Future.failedFuture(new ReloadException(Reason.STOPPED, notRunning()));
    }
    reload = new Reload(slots.list(), before, next, options, listeners);
    return reload
        .run()
        .onSuccess(replaced -> launches.use(next))
        .onComplete(over -> reload = null)
        .eventually(() -> launches.release(slots.list().stream().map(Slot::launch).toList()))
        .compose(replaced -> scaleAsConfigured(before, next).map(replaced));
  }

  private Future<Void> scaleAsConfigured(Launch before, Launch after) {
    int wanted = after.config().replicas();
    return wanted == before.config().replicas() ? Future.succeededFuture() : scaleNow(wanted);
  }

  /**
   * Stops replicas and starts them again, with a gap.
   *
   * @param number of one slot; 0 for all
   * @return completes when they are ready; fails when they are given up, or with a {@link
   *     ReloadException} while a reload is under way
   */
  Future<Void> restart(int number) {
    return changes.run("restart", false, () -> restartNow(number));
  }

  private Future<Void> restartNow(int number) {
    if (!isRunning()) {
      return Future.failedFuture(new IllegalStateException(notRunning()));
    }
    List<Slot> some = number == 0 ? slots.list() : List.of(slots.get(number));
    some.forEach(slot -> slot.stop(StopReason.RESTART));
    return Slots.ended(some)
        .compose(gone -> isRunning() ? Slots.start(some) : wasStopped())
        .compose(
            settled ->
                some.stream().anyMatch(Slot::hasFailed)
                    ? Future.failedFuture(new IllegalStateException("given up; see its output"))
                    : Future.succeededFuture());
  }

  boolean hasReady() {
    return slots.hasReady();
  }

  /** Stops its replicas until it is {@link #letGo}. */
  void hold(String because) {
    if (isRunning() && held == null) {
      listeners.tell(listener -> listener.serviceHeld(name(), because));
      stopReload();
      slots.stop(StopReason.OTHER_SERVICE);
      held = slots.ended();
    }
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

  /** Fails with a {@link ReloadException} when refused, else as a start does. */
  Future<Void> scale(int wanted, boolean wait) {
    return changes.run("change of scale", wait, () -> scaleNow(wanted));
  }

  private Future<Void> scaleNow(int wanted) {
    int now = slots.list().size();
    if (!isRunning()) {
      return Future.failedFuture(new IllegalStateException(notRunning()));
    }
    if (wanted == now) {
      return Future.succeededFuture();
    }
    listeners.tell(listener -> listener.scaling(name(), now, wanted));
    return wanted > now ? grow(now, wanted) : shrink(now, wanted);
  }

  private Future<Void> grow(int now, int wanted) {
    return Future.fromCompletionStage(ports().grow(wanted), context)
        .compose(grown -> isRunning() ? growSlots(now, wanted) : wasStopped());
  }

  private Future<Void> growSlots(int now, int wanted) {
    for (int number = now + 1; number <= wanted; number++) {
      ports().retire(number, false);
    }
    return slots.grow(wanted, launches.current()).compose(settled -> failIfAnyFailed(now));
  }

  private Future<Void> failIfAnyFailed(int from) {
    List<SlotId> failed =
        slots.list().stream().skip(from).filter(Slot::hasFailed).map(Slot::id).toList();
    return failed.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture(new IllegalStateException("given up: " + failed));
  }

  private Future<Void> shrink(int now, int wanted) {
    for (int number = wanted + 1; ports() != null && number <= now; number++) {
      ports().retire(number, true);
    }
    return slots.shrink(wanted);
  }

  private boolean isRunning() {
    return parts != null && launches != null && stopped == null;
  }

  private String notRunning() {
    return name() + " is not running";
  }

  Future<String> threadDump(int number) {
    Slot slot = slots.get(number);
    return slot == null
        ? Future.failedFuture(new IllegalStateException(name() + " is not started"))
        : slot.threadDump();
  }

  /** May be called on any thread. */
  ServiceStatus status() {
    SharedPorts ports = ports();
    return new ServiceStatus(
        name(), door.clusterName(), slots.status(), ports == null ? List.of() : ports.addresses());
  }

  /** Null before they are opened, after they are closed, and where none are shared. */
  private SharedPorts ports() {
    RunningParts running = parts;
    return running == null ? null : running.ports();
  }

  private Future<Void> open() {
    PortEvents portEvents = new PortEvents(context, listeners, name());
    return context
        .executeBlocking(() -> RunningParts.open(vertx, config, portEvents), false)
        .compose(
            opened -> {
              parts = opened;
              launches = new Launches(context, opened.pad(), opened.launch());
              channels = new ChannelServer(vertx, this::welcome);
              return channels.listen(opened.directory().channel());
            })
        .recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
  }

  private Future<Void> startSlots() {
    if (stopped != null) {
      return wasStopped();
    }
    listeners.add(new PortSettler(vertx, name(), this::ports, slots::get));
    return slots
        .grow(config.replicas(), launches.current())
        .compose(settled -> slots.haveAllFailed() ? ended() : Future.succeededFuture());
  }

  private Future<Void> wasStopped() {
    return Future.failedFuture("the supervisor of " + name() + " was stopped");
  }

  private Future<Void> stopSlots() {
    SharedPorts ports = ports();
    if (ports != null) {
      ports.stopListening();
    }
    slots.stop(StopReason.SHUTDOWN);
    return slots.ended().eventually(this::close);
  }

  /** A slot has ended, be it failed, finished or stopped. */
  private void endIfAllAreOver() {
    if (stopped == null && slots.areAllOver()) {
      String problem = problem();
      close()
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

  /** Null when every replica has done what it was to do. */
  private String problem() {
    if (slots.haveAllFailed()) {
      return "all replicas of " + name() + " failed";
    }
    return slots.list().stream()
        .filter(slot -> slot.hasFailed() || !slot.lastExit().isSuccess())
        .findFirst()
        .map(slot -> slot.id() + " has ended: " + slot.lastExit())
        .orElse(null);
  }

  private boolean welcome(ChannelMessage.Hello hello, ReplicaLink link) {
    Slot slot = slots.get(hello.slot());
    return slot != null && slot.welcome(hello, link);
  }

  /** Gives everything back; what fails to close does not keep the rest from it. */
  private Future<Void> close() {
    if (closed == null) {
      RunningParts running = parts;
      parts = null;
      closed = running == null ? Future.succeededFuture() : close(running);
    }
    return closed;
  }

  private Future<Void> close(RunningParts running) {
    return Future.fromCompletionStage(running.closePorts(), context)
        .eventually(channels::close)
        .eventually(launches::releaseAll)
        .eventually(
            () ->
                context.executeBlocking(
                    () -> {
                      running.directory().delete();
                      return null;
                    },
                    false));
  }
}
