package dev.drover.control;

import dev.drover.control.ControlException.Code;
import dev.drover.supervisor.ServiceStatus;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.SlotStatus;
import dev.drover.supervisor.Supervisor;
import dev.drover.supervisor.SupervisorStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What can be asked of a supervisor; {@code docs/CONTROL.md} describes each. */
final class Operations {
  private final Supervisor supervisor;
  private final EventLog events;
  private final Stories stories;
  private final Control control;

  Operations(Control control, Supervisor supervisor, EventLog events, Stories stories) {
    this.supervisor = supervisor;
    this.events = events;
    this.stories = stories;
    this.control = control;
  }

  Map<String, Operation> byName() {
    Map<String, Operation> operations = new TreeMap<>();
    operations.put("status", this::status);
    operations.put("events", this::events);
    operations.put("why", this::why);
    operations.put("thread-dump", this::threadDump);
    operations.put("started", this::started);
    operations.put("stop", this::stop);
    return operations;
  }

  /** Arguments: {@code service}, if only one is wanted. */
  private Future<JsonObject> status(Call call) {
    String wanted = call.args(args -> args.text("service", null));
    SupervisorStatus status = supervisor.status();
    List<ServiceStatus> services =
        wanted == null ? status.services() : List.of(service(status, wanted));
    JsonArray array = new JsonArray();
    services.forEach(service -> array.add(StatusJson.service(service)));
    return Future.succeededFuture(control.about().put("services", array));
  }

  /** Arguments: {@code follow}, to be told of what comes until it is cancelled. */
  private Future<JsonObject> events(Call call) {
    boolean follow = call.args(args -> args.flag("follow", false));
    Consumer<JsonObject> taker = call::item;
    events.replay(taker, follow);
    if (!follow) {
      return Future.succeededFuture(new JsonObject());
    }
    call.onCancel(() -> events.leave(taker));
    return Promise.<JsonObject>promise().future();
  }

  /** Arguments: {@code slot}. */
  private Future<JsonObject> why(Call call) {
    String wanted = call.args(args -> args.requiredText("slot"));
    SlotStatus slot = slot(supervisor.status(), wanted);
    return Future.succeededFuture(StatusJson.brief(slot).put("lives", stories.of(slot.id())));
  }

  /** Arguments: {@code slot}. */
  private Future<JsonObject> threadDump(Call call) {
    String wanted = call.args(args -> args.requiredText("slot"));
    SlotStatus slot = slot(supervisor.status(), wanted);
    return supervisor
        .threadDump(slot.id())
        .map(dump -> StatusJson.brief(slot).put("dump", dump))
        .recover(
            failure ->
                Future.failedFuture(new ControlException(Code.FAILED, failure.getMessage())));
  }

  /** No arguments. Waits until every replica is ready or given up. */
  private Future<JsonObject> started(Call call) {
    call.args(args -> null);
    return control.started().map(lines -> new JsonObject().put("lines", new JsonArray(lines)));
  }

  /**
   * Arguments: {@code service}, if only one of several is to stop; {@code kill}, not to wait for
   * what is in flight.
   */
  private Future<JsonObject> stop(Call call) {
    record Wish(String service, boolean kill) {}
    Wish wish = call.args(args -> new Wish(args.text("service", null), args.flag("kill", false)));
    SupervisorStatus status = supervisor.status();
    if (wish.service() != null) {
      service(status, wish.service());
    }
    boolean all = wish.service() == null || status.services().size() == 1;
    call.outliveClose();
    Future<Void> stopped =
        all ? control.stop(wish.kill()) : supervisor.stop(wish.service(), wish.kill());
    return stopped.map(done -> new JsonObject().put("all", all));
  }

  static ServiceStatus service(SupervisorStatus status, String wanted) {
    return status.services().stream()
        .filter(each -> each.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                notFound(
                    "service",
                    wanted,
                    status.services().stream().map(ServiceStatus::name).toList()));
  }

  static SlotStatus slot(SupervisorStatus status, String wanted) {
    return status.slots().stream()
        .filter(each -> each.id().toString().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                notFound(
                    "slot",
                    wanted,
                    status.slots().stream().map(SlotStatus::id).map(SlotId::toString).toList()));
  }

  private static ControlException notFound(String what, String wanted, List<String> known) {
    return new ControlException(
        Code.NOT_FOUND,
        "no such %s '%s'".formatted(what, wanted),
        new JsonObject().put("wanted", wanted).put("known", new JsonArray(known)));
  }
}
