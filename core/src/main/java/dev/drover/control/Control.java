package dev.drover.control;

import dev.drover.control.ControlException.Code;
import dev.drover.supervisor.Supervisor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Lets a supervisor be operated from outside its JVM, by its own user, over a control socket of its
 * name: with the {@code drover} command, {@link ControlClient}, or any tool that speaks the
 * protocol. Its methods may be called on any thread.
 */
public final class Control {
  private final Supervisor supervisor;
  private final ControlServer server;
  private final String name;
  private final Vertx vertx;
  private final long createdAt = System.nanoTime();
  private final Promise<List<String>> started = Promise.promise();
  private volatile Consumer<Boolean> stopper;
  private volatile boolean stopping;
  private volatile ReloadSource reloadSource = ReloadSource.AS_IT_WAS;

  private Control(VertxInternal vertx, Supervisor supervisor, ControlDirectory directory) {
    this.vertx = vertx;
    this.supervisor = supervisor;
    this.name = supervisor.config().name();
    this.stopper = kill -> stopSupervisor(supervisor, kill);
    EventLog events = new EventLog();
    Stories stories = new Stories();
    supervisor.listener(events).listener(stories);
    server = new ControlServer(vertx, directory, name, ControlLimits.DEFAULT);
    Map<String, Operation> operations =
        new TreeMap<>(new Operations(this, supervisor, events, stories).byName());
    operations.putAll(new ChangeOperations(this, supervisor, events).byName());
    BusRoutes routes = new BusRoutes(supervisor);
    supervisor.listener(routes);
    operations.putAll(new BusOperations(vertx, supervisor, routes).byName());
    server.serve(operations);
  }

  /**
   * Opens nothing yet. Call it before the supervisor is started, so that it remembers all that
   * happens.
   */
  public static Control create(Vertx vertx, Supervisor supervisor, ControlDirectory directory) {
    return new Control((VertxInternal) vertx, supervisor, directory);
  }

  private static void stopSupervisor(Supervisor supervisor, boolean kill) {
    if (kill) {
      supervisor.kill();
    } else {
      supervisor.stop();
    }
  }

  /**
   * @param newStopper called, on an event loop, when a client wants the supervisor stopped, with
   *     whether it must not drain; by default the supervisor is stopped and nothing else happens
   */
  public Control stopper(Consumer<Boolean> newStopper) {
    stopper = newStopper;
    return this;
  }

  /**
   * @param source tells what a reload is to make of the services; {@link ReloadSource#AS_IT_WAS} by
   *     default
   */
  public Control reloadSource(ReloadSource source) {
    reloadSource = source;
    return this;
  }

  /**
   * Takes the supervisor's name and listens.
   *
   * @return fails with a {@link ControlException}: {@link Code#REFUSED} when a live supervisor has
   *     the name, {@link Code#FAILED} when there can be no socket
   */
  public Future<Void> open() {
    return server.open();
  }

  /**
   * The supervisor has started: tells those who wait for it.
   *
   * @param lines for people
   */
  public void started(List<String> lines) {
    started.tryComplete(List.copyOf(lines));
  }

  /**
   * The supervisor could not start: tells those who wait for it.
   *
   * @param lines for people, the first of them says it all
   */
  public void failed(List<String> lines) {
    JsonArray more = new JsonArray(List.copyOf(lines.subList(1, lines.size())));
    started.tryFail(
        new ControlException(Code.FAILED, lines.get(0), new JsonObject().put("lines", more)));
  }

  /** Gives the name back, then disconnects the clients. Closing Vert.x does it too. */
  public Future<Void> close() {
    started.tryFail(new ControlException(Code.REFUSED, name + " is stopped before it was up"));
    return server.close();
  }

  Future<List<String>> started() {
    return started.future();
  }

  /** On a worker thread. */
  <T> Future<T> blocking(Callable<T> action) {
    return vertx.executeBlocking(action, false);
  }

  ReloadSource reloadSource() {
    return reloadSource;
  }

  /** Completes when the last replica is gone. */
  Future<Void> stop(boolean kill) {
    stopping = true;
    stopper.accept(kill);
    return supervisor.ended().otherwiseEmpty();
  }

  JsonObject about() {
    String state = stopping ? "stopping" : started.future().succeeded() ? "running" : "starting";
    return ControlProtocol.greeting(name)
        .put("state", state)
        .put("uptimeMs", Duration.ofNanos(System.nanoTime() - createdAt).toMillis());
  }
}
