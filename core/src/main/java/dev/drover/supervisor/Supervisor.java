package dev.drover.supervisor;

import dev.drover.config.ConfigException;
import dev.drover.config.DroverConfig;
import dev.drover.config.ServiceConfig;
import dev.drover.replica.BusTask;
import dev.drover.replica.ChannelMessage;
import io.vertx.core.AsyncResult;
import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps the replicas of services alive. Its methods may be called on any thread; what they return
 * completes on the supervisor's own Vert.x context, as do the calls of its listeners. Closing the
 * Vert.x instance stops it.
 */
public final class Supervisor {
  private final VertxInternal vertx;
  private final ContextInternal context;
  private final DroverConfig config;
  private final Services services;
  private final Listeners listeners = new Listeners();
  private final Promise<Void> ended = Promise.promise();
  private final Closeable closeHook = done -> stop().onComplete(done);
  private boolean started;
  private Future<Void> stopped;

  private Supervisor(VertxInternal vertx, DroverConfig config) {
    this.vertx = vertx;
    this.context = vertx.createEventLoopContext();
    this.config = config;
    this.services = new Services(context, config, listeners);
  }

  /** Starts nothing yet. */
  public static Supervisor create(Vertx vertx, DroverConfig config) {
    return new Supervisor((VertxInternal) vertx, config);
  }

  /** Of one service, which it is named after; starts nothing yet. */
  public static Supervisor create(Vertx vertx, ServiceConfig service) {
    return create(vertx, DroverConfig.of(service));
  }

  /** Adds a listener; call it before {@link #start}. */
  public Supervisor listener(SupervisorListener listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * Starts the services, each when those it depends on are ready; a service is ready with the first
   * of its replicas, once every other is ready or failed too. Completes when every slot is ready or
   * failed, fails when all failed, or with a {@link dev.drover.config.ConfigException} when nothing
   * could be started at all. Call it once, before Vert.x is closed.
   */
  public Future<Void> start() {
    return onContext(
        () -> {
          if (started || stopped != null) {
            return Future.failedFuture(new IllegalStateException("a supervisor starts only once"));
          }
          started = true;
          vertx.addCloseHook(closeHook);
          services.ended().onComplete(this::allEnded);
          return services.start();
        });
  }

  /**
   * Drains all replicas, those of services that depend on others before those of the others;
   * completes when the last has exited.
   */
  public Future<Void> stop() {
    return onContext(
        () -> {
          if (stopped == null) {
            stopped = services.stop();
            stopped.onComplete(result -> allEnded(Future.succeededFuture()));
          }
          return stopped;
        });
  }

  /**
   * Drains the replicas of one service, which then stays stopped until it is restarted, reloaded or
   * scaled; the others go on, those that depend on it too. When the last service has been stopped,
   * so is the supervisor.
   *
   * @param kill whether to kill them instead
   * @return completes when the last replica has exited
   * @throws IllegalArgumentException when there is no such service
   */
  public Future<Void> stop(String service, boolean kill) {
    Service stopped = require(service);
    return onContext(
        () -> {
          Future<Void> done = stopped.stop();
          if (kill) {
            stopped.kill();
          }
          return done;
        });
  }

  /**
   * Stops the replicas of a service and starts them again, with a gap; see {@link #reload} for
   * none. A slot that was given up gets a new chance, and a service that has ended starts again, of
   * the code that is on disk now and with as many replicas as it had.
   *
   * @return completes when they are ready; fails when they are given up, or a reload is under way
   * @throws IllegalArgumentException when there is no such service
   */
  public Future<Void> restart(String service) {
    Service restarted = require(service);
    return onContext(() -> restarted.restart(0));
  }

  /**
   * The same for the replica of one slot.
   *
   * @throws IllegalArgumentException when there is no such service or slot
   */
  public Future<Void> restart(SlotId slot) {
    Service service = serviceOf(slot);
    return onContext(() -> service.restart(slot.number()));
  }

  private Service require(String name) {
    Service service = services.get(name);
    if (service == null) {
      throw new IllegalArgumentException("there is no service '" + name + "'");
    }
    return service;
  }

  private void allEnded(AsyncResult<Void> result) {
    vertx.removeCloseHook(closeHook);
    if (result.succeeded()) {
      ended.tryComplete();
    } else {
      ended.tryFail(result.cause());
    }
  }

  /** Kills what a {@link #stop} has not ended yet; completes when the last has exited. */
  public Future<Void> kill() {
    return onContext(
        () -> {
          services.kill();
          return stop();
        });
  }

  /** Succeeds after a {@link #stop}; fails when every service has failed. */
  public Future<Void> ended() {
    return ended.future();
  }

  /**
   * Sends a JSON value to the application in a slot's replica, which gets it by {@link
   * dev.drover.replica.ThisReplica#onMessage}. Messages keep their order. Node's {@code
   * worker.send}.
   *
   * @param message a {@code JsonObject}, {@code JsonArray}, string, number, boolean or null; 4 MiB
   *     at most when written as JSON
   * @return completes when it is on its way; fails when the slot has no replica that is connected,
   *     such as while it is being restarted
   * @throws IllegalArgumentException when there is no such service or slot, or the message is no
   *     JSON value or too long
   */
  public Future<Void> send(SlotId slot, Object message) {
    Service service = serviceOf(slot);
    String line = ChannelMessage.line(new ChannelMessage.Said(message));
    return onContext(() -> service.send(slot.number(), line));
  }

  /**
   * What the threads of a slot's replica do, and which locks they hold and wait for, as {@code
   * jstack} prints it. Works while all its event loops are blocked.
   *
   * @return fails when the slot has no replica that is connected, or that one does not answer
   *     within 5 s, such as when it is stopped
   * @throws IllegalArgumentException when there is no such service or slot
   */
  public Future<String> threadDump(SlotId slot) {
    Service service = serviceOf(slot);
    Promise<String> dump = Promise.promise();
    onContext(() -> service.threadDump(slot.number()).onComplete(dump).mapEmpty())
        .onComplete(over -> dump.tryFail("the supervisor has ended"));
    return dump.future();
  }

  /**
   * Does something on the event bus of a slot's replica, which is what its application and the
   * other members of its cluster see it come from.
   *
   * @param items takes what a listening brings, on the supervisor's context
   * @return the call as it has begun; fails when the slot has no replica that is connected
   * @throws IllegalArgumentException when there is no such service or slot
   */
  public Future<BusCall> bus(SlotId slot, BusTask task, Consumer<BusCall.Item> items) {
    Service service = serviceOf(slot);
    return onContext(() -> service.bus(slot.number(), task, items));
  }

  private Service serviceOf(SlotId slot) {
    Service service = require(slot.service());
    int replicas = service.replicas();
    if (slot.number() < 1 || slot.number() > replicas) {
      throw new IllegalArgumentException(
          "slot must be 1 to %d, was %d".formatted(replicas, slot.number()));
    }
    return service;
  }

  /**
   * Replaces the replicas of a service by new ones, of the code that is on disk now, without losing
   * a request. Slot by slot: the new replica gets ready beside the old one, is watched for a time,
   * and only then does the old one drain. When a new one fails, it is ended, the slots that were
   * replaced before it go back to the old code in the same way, and the others are not touched. A
   * slot that cannot go back keeps its new replica. A service that has ended is started.
   *
   * @return completes when the last old replica is gone; fails with a {@link ReloadException} when
   *     it was refused, or when it has been rolled back
   * @throws IllegalArgumentException when there is no such service
   */
  public Future<ReloadResult> reload(String service, ReloadOptions options) {
    Service reloaded = require(service);
    return onContext(() -> reloaded.reload(options));
  }

  /** The same as {@link #scale(String, ScaleOptions)} for the number of replicas alone. */
  public Future<Void> scale(String service, int replicas, boolean wait) {
    if (replicas < 1) {
      throw new ConfigException("scale " + service + ": replicas must be >= 1, was " + replicas);
    }
    return scale(service, new ScaleOptions(replicas, 0, wait));
  }

  /**
   * Changes how many replicas a service has, how many instances of its verticle there are in each,
   * or both, without losing a request: starts more of them, or drains some. A service that has
   * ended starts with so many. Later replicas have as many instances, until the configuration says
   * another number than it did.
   *
   * @return completes when there are as many; fails with a {@link ReloadException} when refused,
   *     with a {@link dev.drover.config.ConfigException} when the application's instances cannot be
   *     changed, else when a new slot has been given up or an instance did not start (then each
   *     replica has as many as before), or the service has not been started
   * @throws IllegalArgumentException when there is no such service
   * @throws dev.drover.config.ConfigException when there cannot be so many
   */
  public Future<Void> scale(String service, ScaleOptions options) {
    Service scaled = require(service);
    RunningParts.requireSharing(Math.max(1, options.replicas()));
    return onContext(() -> scaled.scale(options));
  }

  /** What it was created with. Node's {@code cluster.settings}. */
  public DroverConfig config() {
    return config;
  }

  /** May be called on any thread. */
  public SupervisorStatus status() {
    return new SupervisorStatus(config.name(), services.status());
  }

  private <T> Future<T> onContext(Supplier<Future<T>> action) {
    // Bound to no context: what a caller does next may well be to close Vert.x.
    Promise<T> done = Promise.promise();
    try {
      context.runOnContext(go -> action.get().onComplete(done));
    } catch (RejectedExecutionException e) {
      // Vert.x is closed, and by that the supervisor has been stopped.
      return ended().mapEmpty();
    }
    return done.future();
  }
}
