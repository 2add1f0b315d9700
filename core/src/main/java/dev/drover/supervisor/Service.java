package dev.drover.supervisor;

import dev.drover.config.ServiceConfig;
import dev.drover.replica.ChannelMessage;
import dev.drover.socket.SharedPorts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.stream.IntStream;

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
  private final Promise<Void> ended = Promise.promise();
  private volatile List<Slot> slots = List.of();
  private volatile RunningParts parts;
  private ChannelServer channels;
  private Future<Void> opened = Future.succeededFuture();
  private Future<Void> stopped;
  private Future<Void> closed;

  Service(ContextInternal context, ServiceConfig config, ClusterDoor door, Listeners listeners) {
    this.vertx = context.owner();
    this.context = context;
    this.config = config;
    this.door = door;
    this.listeners = listeners;
  }

  String name() {
    return config.name();
  }

  ServiceConfig config() {
    return config;
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
      opened.otherwiseEmpty().compose(open -> stopSlots()).onComplete(done);
      stopped.onComplete(result -> ended.tryComplete());
    }
    return stopped;
  }

  /** Ends by force what is left; it still has to be stopped. */
  void kill() {
    slots.forEach(Slot::kill);
  }

  /** Succeeds after a {@link #stop}; fails when every slot has failed, or none could be started. */
  Future<Void> ended() {
    return ended.future();
  }

  /**
   * @param line with its line end
   */
  Future<Void> send(int slot, String line) {
    return slots.isEmpty()
        ? Future.failedFuture(new IllegalStateException(name() + " is not started"))
        : slots.get(slot - 1).write(line);
  }

  /** May be called on any thread. */
  ServiceStatus status() {
    SharedPorts ports = ports();
    return new ServiceStatus(
        name(),
        door.clusterName(),
        slots.stream().map(Slot::status).toList(),
        ports == null ? List.of() : ports.addresses());
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
              channels = new ChannelServer(vertx, this::welcome);
              return channels.listen(opened.directory().channel());
            })
        .recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
  }

  private Future<Void> startSlots() {
    if (stopped != null) {
      return wasStopped();
    }
    listeners.add(
        new PortSettler(vertx, name(), this::ports, number -> slots.get(number - 1).status()));
    SlotTools tools = new SlotTools(vertx, config, parts.spawner(), door, listeners);
    slots =
        IntStream.rangeClosed(1, config.replicas())
            .mapToObj(number -> new Slot(new SlotId(name(), number), tools))
            .toList();
    slots.forEach(Slot::start);
    allEnded().onComplete(result -> failIfAllFailed());
    return Future.join(slots.stream().map(Slot::settled).toList())
        .compose(settled -> allFailed() ? ended() : Future.succeededFuture());
  }

  private Future<Void> wasStopped() {
    return Future.failedFuture("the supervisor of " + name() + " was stopped");
  }

  private Future<Void> stopSlots() {
    SharedPorts ports = ports();
    if (ports != null) {
      ports.stopListening();
    }
    slots.forEach(Slot::stop);
    return allEnded().eventually(this::close);
  }

  /** The last slot has ended, be it failed or stopped. */
  private void failIfAllFailed() {
    if (allFailed()) {
      close()
          .onComplete(
              closed ->
                  ended.tryFail(
                      new IllegalStateException("all replicas of " + name() + " failed")));
    }
  }

  private boolean allFailed() {
    return slots.stream().allMatch(Slot::hasFailed);
  }

  private Future<Void> allEnded() {
    return Future.join(slots.stream().map(Slot::ended).toList()).mapEmpty();
  }

  private boolean welcome(ChannelMessage.Hello hello, ReplicaLink link) {
    boolean known = hello.slot() >= 1 && hello.slot() <= slots.size();
    return known && slots.get(hello.slot() - 1).welcome(hello, link);
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
