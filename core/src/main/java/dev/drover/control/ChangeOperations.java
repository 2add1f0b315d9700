package dev.drover.control;

import dev.drover.config.ConfigException;
import dev.drover.config.Durations;
import dev.drover.config.ServiceConfig;
import dev.drover.control.ControlException.Code;
import dev.drover.supervisor.ReloadException;
import dev.drover.supervisor.ReloadOptions;
import dev.drover.supervisor.ReloadResult;
import dev.drover.supervisor.ScaleOptions;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.Supervisor;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What replaces replicas. Each tells what happens meanwhile as items, and goes on to its end when
 * its client is gone, so that an interrupted one leaves nothing half done.
 */
final class ChangeOperations {
  private final Control control;
  private final Supervisor supervisor;
  private final EventLog events;

  ChangeOperations(Control control, Supervisor supervisor, EventLog events) {
    this.control = control;
    this.supervisor = supervisor;
    this.events = events;
  }

  Map<String, Operation> byName() {
    return Map.of("reload", this::reload, "scale", this::scale, "restart", this::restart);
  }

  /**
   * Arguments: {@code service}, if only one is meant; {@code parallel}, {@code wait} and {@code
   * probation} as {@link ReloadOptions} has them.
   */
  private Future<JsonObject> reload(Call call) {
    record Wish(String service, ReloadOptions options) {}
    Wish wish =
        call.args(
            args ->
                new Wish(
                    args.text("service", null),
                    new ReloadOptions(
                        args.whole("parallel", 1, 1, 1_024),
                        args.flag("wait", false),
                        args.duration("probation", ReloadOptions.DEFAULT.probation()),
                        UnaryOperator.identity())));
    List<String> wanted = named(wish.service());
    return control
        .blocking(() -> control.reloadSource().read(wanted))
        .recover(ChangeOperations::unreadable)
        .compose(
            found -> {
              ReloadOptions options = wish.options().withNext(found.next());
              return forEach(
                      call,
                      found.services(),
                      name -> supervisor.reload(name, options).map(this::json))
                  .map(result -> withNotTaken(result, found.notTaken()));
            });
  }

  private static JsonObject withNotTaken(JsonObject result, List<String> notTaken) {
    return notTaken.isEmpty() ? result : result.put("notTaken", new JsonArray(notTaken));
  }

  /** Arguments: {@code service}; {@code replicas}, {@code instances} or both; {@code wait}. */
  private Future<JsonObject> scale(Call call) {
    record Wish(String service, int replicas, int instances, boolean waiting) {}
    Wish wish =
        call.args(
            args ->
                new Wish(
                    args.requiredText("service"),
                    args.whole("replicas", 0, 1, 1_024),
                    args.whole("instances", 0, 1, ScaleOptions.MOST_INSTANCES),
                    args.flag("wait", false)));
    if (wish.replicas() == 0 && wish.instances() == 0) {
      throw new ControlException(Code.BAD_ARGS, "args.replicas or args.instances must be given");
    }
    ScaleOptions options = new ScaleOptions(wish.replicas(), wish.instances(), wish.waiting());
    return forEach(
        call,
        named(wish.service()),
        name -> supervisor.scale(name, options).map(done -> scaled(options)));
  }

  private static JsonObject scaled(ScaleOptions options) {
    JsonObject result = new JsonObject();
    if (options.replicas() > 0) {
      result.put("replicas", options.replicas());
    }
    return options.instances() > 0 ? result.put("instances", options.instances()) : result;
  }

  /** Arguments: {@code service} or {@code slot}, if not all are meant. */
  private Future<JsonObject> restart(Call call) {
    record Wish(String service, String slot) {}
    Wish wish = call.args(args -> new Wish(args.text("service", null), args.text("slot", null)));
    if (wish.slot() == null) {
      return forEach(
          call,
          named(wish.service()),
          name -> supervisor.restart(name).map(done -> new JsonObject()));
    }
    SlotId slot = Operations.slot(supervisor.status(), wish.slot()).id();
    return forEach(
        call,
        List.of(slot.service()),
        name -> supervisor.restart(slot).map(done -> new JsonObject()));
  }

  /**
   * That service, or all in the order they start.
   *
   * @param only null for all
   */
  private List<String> named(String only) {
    if (only == null) {
      return supervisor.config().startOrder().stream().map(ServiceConfig::name).toList();
    }
    return List.of(Operations.service(supervisor.status(), only).name());
  }

  /** One service after the other; the first failure is the end. */
  private Future<JsonObject> forEach(
      Call call, List<String> names, Function<String, Future<JsonObject>> change) {
    JsonArray results = new JsonArray();
    Consumer<JsonObject> taker = events.follow(call::item);
    Future<Void> done = Future.succeededFuture();
    for (String name : names) {
      done =
          done.compose(before -> change.apply(name))
              .map(result -> results.add(result.put("service", name)))
              .mapEmpty();
    }
    return done.recover(ChangeOperations::explained)
        .onComplete(over -> events.leave(taker))
        .map(changed -> new JsonObject().put("services", results));
  }

  private JsonObject json(ReloadResult result) {
    JsonObject slots = new JsonObject();
    result.slots().forEach((slot, outcome) -> slots.put(slot.toString(), EventLog.word(outcome)));
    return new JsonObject()
        .put("generation", result.generation())
        .put("slots", slots)
        .put("took", Durations.format(result.took()));
  }

  private static Future<ReloadSource.Found> unreadable(Throwable failure) {
    return Future.failedFuture(
        failure instanceof ConfigException config ? badConfig(config) : failure);
  }

  private static Future<Void> explained(Throwable failure) {
    if (failure instanceof ReloadException reload) {
      if (reload.getCause() instanceof ConfigException config) {
        return Future.failedFuture(badConfig(config));
      }
      JsonArray output = new JsonArray(reload.lastOutput());
      return Future.failedFuture(
          new ControlException(
              code(reload), reload.getMessage(), new JsonObject().put("lines", output)));
    }
    return Future.failedFuture(
        failure instanceof ConfigException || failure instanceof IllegalStateException
            ? new ControlException(Code.FAILED, failure.getMessage())
            : failure);
  }

  private static ControlException badConfig(ConfigException failure) {
    List<String> problems = failure.problems();
    JsonArray others = new JsonArray(problems.subList(1, problems.size()));
    return new ControlException(
        Code.BAD_CONFIG, problems.get(0), new JsonObject().put("lines", others));
  }

  private static Code code(ReloadException failure) {
    return switch (failure.reason()) {
      case REFUSED -> Code.REFUSED;
      case START_FAILED, NOT_READY, CRASHED -> Code.ROLLED_BACK;
      case NOT_POSSIBLE, STOPPED -> Code.FAILED;
    };
  }
}
