package dev.drover.supervisor;

import dev.drover.cluster.ClusterName;
import dev.drover.config.ServiceConfig;
import dev.drover.replica.ChannelMessage;
import dev.drover.socket.SharedPorts;
import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Keeps the replicas of a service alive. Its methods may be called on any thread; what they return
 * completes on the supervisor's own Vert.x context, as do the calls of its listeners. Closing the
 * Vert.x instance stops it.
 */
public final class Supervisor {
  private final VertxInternal vertx;
  private final ContextInternal context;
  private final ServiceConfig config;
  private final String clusterName;
  private final Listeners listeners = new Listeners();
  private final Promise<Void> ended = Promise.promise();
  private final Closeable closeHook = done -> stop().onComplete(done);
  private volatile List<Slot> slots = List.of();
  private volatile RunningParts parts;
  private ChannelServer channels;
  private Future<Void> opened = Future.succeededFuture();
  private boolean started;
  private Future<Void> stopped;
  private Future<Void> closed;

  private Supervisor(VertxInternal vertx, ServiceConfig config) {
    this.vertx = vertx;
    this.context = vertx.createEventLoopContext();
    this.config = config;
    this.clusterName =
        config.clusterName() == null ? ClusterName.unique(config.name()) : config.clusterName();
  }

  /** Starts nothing yet. */
  public static Supervisor create(Vertx vertx, ServiceConfig config) {
    return new Supervisor((VertxInternal) vertx, config);
  }

  /** Adds a listener; call it before {@link #start}. */
  public Supervisor listener(SupervisorListener listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * Starts the replicas; completes when every slot is ready or failed, fails when all failed, or
   * with a {@link dev.drover.config.ConfigException} when nothing could be started at all. Call it
   * once, before Vert.x is closed.
   */
  public Future<Void> start() {
    return onContext(
        () -> {
          if (started || stopped != null) {
            return Future.failedFuture(new IllegalStateException("a supervisor starts only once"));
          }
          started = true;
          vertx.addCloseHook(closeHook);
          opened = open();
          return opened.compose(open -> startSlots()).onFailure(this::startFailed);
        });
  }

  /** Drains all replicas at once; completes when the last has exited. */
  public Future<Void> stop() {
    return onContext(
        () -> {
          if (stopped == null) {
            Promise<Void> done = context.promise();
            stopped = done.future();
            opened.otherwiseEmpty().compose(open -> stopSlots()).onComplete(done);
            stopped.onComplete(result -> ended.tryComplete());
          }
          return stopped;
        });
  }

  /** Kills what a {@link #stop} has not ended yet; completes when the last has exited. */
  public Future<Void> kill() {
    return onContext(
        () -> {
          slots.forEach(Slot::kill);
          return stop();
        });
  }

  /** Succeeds after a {@link #stop}; fails when every slot has failed, or none could be started. */
  public Future<Void> ended() {
    return ended.future();
  }

  /**
   * Sends a JSON value to the application in a slot's replica, which gets it by {@link
   * dev.drover.replica.ThisReplica#onMessage}. Messages keep their order. Node's {@code
   * worker.send}.
   *
   * @param slot its number, from 1
   * @param message a {@code JsonObject}, {@code JsonArray}, string, number, boolean or null; 4 MiB
   *     at most when written as JSON
   * @return completes when it is on its way; fails when the slot has no replica that is connected,
   *     such as while it is being restarted
   * @throws IllegalArgumentException when there is no such slot, or the message is no JSON value or
   *     too long
   */
  public Future<Void> send(int slot, Object message) {
    if (slot < 1 || slot > config.replicas()) {
      throw new IllegalArgumentException(
          "slot must be 1 to %d, was %d".formatted(config.replicas(), slot));
    }
    String line = ChannelMessage.line(new ChannelMessage.Said(message));
    return onContext(
        () ->
            slots.isEmpty()
                ? Future.failedFuture(new IllegalStateException(config.name() + " is not started"))
                : slots.get(slot - 1).write(line));
  }

  /** What it was created with. Node's {@code cluster.settings}. */
  public ServiceConfig config() {
    return config;
  }

  /** May be called on any thread. */
  public SupervisorStatus status() {
    SharedPorts ports = ports();
    return new SupervisorStatus(
        config.name(),
        clusterName,
        slots.stream().map(Slot::status).toList(),
        ports == null ? List.of() : ports.addresses());
  }

  /** Null before they are opened, after they are closed, and where none are shared. */
  private SharedPorts ports() {
    RunningParts running = parts;
    return running == null ? null : running.ports();
  }

  private Future<Void> open() {
    PortEvents portEvents = new PortEvents(context, listeners, config.name());
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
      return Future.failedFuture("the supervisor of " + config.name() + " was stopped");
    }
    listeners.add(new PortSettler(vertx, this::ports, number -> slots.get(number - 1).status()));
    SlotTools tools =
        new SlotTools(vertx, config, parts.spawner(), new ClusterDoor(clusterName), listeners);
    slots =
        IntStream.rangeClosed(1, config.replicas())
            .mapToObj(number -> new Slot(new SlotId(config.name(), number), tools))
            .toList();
    slots.forEach(Slot::start);
    allEnded().onComplete(result -> failIfAllFailed());
    return Future.join(slots.stream().map(Slot::settled).toList())
        .compose(settled -> allFailed() ? ended() : Future.succeededFuture());
  }

  /** A stop that comes before the start is complete is no failure of the supervisor's. */
  private void startFailed(Throwable failure) {
    if (stopped == null) {
      ended.tryFail(failure);
    }
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
                      new IllegalStateException("all replicas of " + config.name() + " failed")));
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
      vertx.removeCloseHook(closeHook);
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

  private Future<Void> onContext(Supplier<Future<Void>> action) {
    // Bound to no context: what a caller does next may well be to close Vert.x.
    Promise<Void> done = Promise.promise();
    try {
      context.runOnContext(go -> action.get().onComplete(done));
    } catch (RejectedExecutionException e) {
      // Vert.x is closed, and by that the supervisor has been stopped.
      return ended();
    }
    return done.future();
  }
}
