package dev.drover.supervisor;

import dev.drover.config.DroverConfig;
import dev.drover.config.ServiceConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All services of a supervisor: started in the order of their dependencies, stopped in the reverse.
 * Confined to the supervisor's context, but for {@link #status}.
 */
final class Services {
  private final List<ServiceConfig> inOrder;
  private final Map<String, Service> byName = new LinkedHashMap<>();
  private final Listeners listeners;
  private final Promise<Void> ended = Promise.promise();

  Services(ContextInternal context, DroverConfig config, Listeners listeners) {
    this.inOrder = config.startOrder();
    this.listeners = listeners;
    Clusters clusters = new Clusters(config);
    for (ServiceConfig each : config.services()) {
      Service service =
          new Service(context, each, clusters.doorOf(each), listeners, this::awaitEnd);
      byName.put(each.name(), service);
    }
    byName.values().forEach(this::awaitEnd);
    listeners.add(new StrategyKeeper(this, config));
  }

  private void awaitEnd(Service service) {
    service
        .ended()
        .onFailure(cause -> listeners.tell(told -> told.serviceFailed(service.name(), cause)))
        .onComplete(over -> endIfAllHave());
  }

  /** Services may have been started again since this was asked for. */
  private void endIfAllHave() {
    List<Future<Void>> all = byName.values().stream().map(Service::ended).toList();
    if (!ended.future().isComplete() && all.stream().allMatch(Future::isComplete)) {
      failsIfAllFail(all).onComplete(ended);
    }
  }

  /** Null when there is none of that name. */
  Service get(String name) {
    return byName.get(name);
  }

  /** Completes when each is ready, if only in part, or has failed; fails when all have. */
  Future<Void> start() {
    Map<String, Future<Void>> started = new LinkedHashMap<>();
    for (ServiceConfig each : inOrder) {
      started.put(each.name(), startAfter(each, started));
    }
    return failsIfAllFail(List.copyOf(started.values()));
  }

  private Future<Void> startAfter(ServiceConfig config, Map<String, Future<Void>> started) {
    Service service = byName.get(config.name());
    List<Future<Void>> needed = config.dependsOn().stream().map(started::get).toList();
    return Future.join(needed)
        .transform(
            result -> {
              List<String> missing =
                  config.dependsOn().stream().filter(name -> started.get(name).failed()).toList();
              if (missing.isEmpty()) {
                return service.start();
              }
              IllegalStateException cause = notStarted(config.name(), missing);
              service.cannotStart(cause);
              return Future.failedFuture(cause);
            });
  }

  private static IllegalStateException notStarted(String name, List<String> missing) {
    return new IllegalStateException(
        "%s is not started: it depends on %s, which failed"
            .formatted(name, String.join(", ", missing)));
  }

  /** Completes when the last replica has exited; from now on no service is started again. */
  Future<Void> stop() {
    byName.values().forEach(Service::willClose);
    Map<String, Future<Void>> stopped = new LinkedHashMap<>();
    List<ServiceConfig> reversed = new ArrayList<>(inOrder);
    Collections.reverse(reversed);
    for (ServiceConfig each : reversed) {
      List<Future<Void>> dependents =
          reversed.stream()
              .filter(other -> other.dependsOn().contains(each.name()))
              .map(other -> stopped.get(other.name()))
              .toList();
      stopped.put(
          each.name(), Future.join(dependents).transform(done -> byName.get(each.name()).stop()));
    }
    return Future.join(List.copyOf(stopped.values())).mapEmpty();
  }

  void kill() {
    byName.values().forEach(Service::kill);
  }

  /** Succeeds when all have been stopped; fails when all have failed. */
  Future<Void> ended() {
    return ended.future();
  }

  private static Future<Void> failsIfAllFail(List<Future<Void>> all) {
    return Future.join(all)
        .transform(
            result ->
                all.stream().allMatch(Future::failed)
                    ? Future.failedFuture(failureOf(all))
                    : Future.succeededFuture());
  }

  private static Throwable failureOf(List<Future<Void>> all) {
    if (all.size() == 1) {
      return all.get(0).cause();
    }
    IllegalStateException failure = new IllegalStateException("all services failed");
    all.forEach(each -> failure.addSuppressed(each.cause()));
    return failure;
  }

  /** May be called on any thread. */
  List<ServiceStatus> status() {
    return byName.values().stream().map(Service::status).toList();
  }
}
