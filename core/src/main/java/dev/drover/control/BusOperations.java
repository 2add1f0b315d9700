package dev.drover.control;

import dev.drover.config.Durations;
import dev.drover.config.JsonFields;
import dev.drover.control.ControlException.Code;
import dev.drover.replica.BusTask;
import dev.drover.replica.BusTask.Kind;
import dev.drover.supervisor.BusCall;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.Supervisor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** What clients say on the event bus of the replicas; a replica that is ready says it for them. */
final class BusOperations {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A replica that is stopped, or jammed, says nothing. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final Supervisor supervisor;
  private final BusRoutes routes;

  /** What a client wants. */
  private record Wish(BusTask task, String via) {}

  BusOperations(Vertx vertx, Supervisor supervisor, BusRoutes routes) {
    this.vertx = vertx;
    this.supervisor = supervisor;
    this.routes = routes;
  }

  Map<String, Operation> byName() {
    return Map.of(
        "bus-request", call -> once(call, Kind.REQUEST),
        "bus-send", call -> once(call, Kind.SEND),
        "bus-publish", call -> once(call, Kind.PUBLISH),
        "bus-listen", this::listen);
  }

  /**
   * Arguments: {@code address}, {@code body} (null), {@code bodyType}, {@code headers}, {@code via}
   * (a service or slot) and, of a request, {@code timeout}.
   */
  private Future<JsonObject> once(Call call, Kind kind) {
    Wish wish = call.args(args -> wish(args, kind));
    SlotId slot = routes.choose(wish.via());
    long limit = wish.task().timeoutMillis() + SLACK.toMillis();
    long began = System.nanoTime();
    Promise<JsonObject> answer = Promise.promise();
    long timer = vertx.setTimer(limit, late -> answer.tryFail(silent(slot, limit)));
    supervisor
        .bus(slot, wish.task(), item -> {})
        .onSuccess(
            running -> {
              call.onCancel(running::end);
              answer.future().onFailure(late -> running.end());
            })
        .compose(BusCall::result)
        .map(result -> told(result, slot, began))
        .recover(failure -> Future.failedFuture(explained(wish.task(), slot, failure)))
        .onComplete(answer);
    return answer.future().onComplete(over -> vertx.cancelTimer(timer));
  }

  private static JsonObject told(JsonObject result, SlotId slot, long began) {
    return result
        .put("via", slot.toString())
        .put("tookMs", Duration.ofNanos(System.nanoTime() - began).toMillis());
  }

  /** Arguments: {@code address} and {@code via}. Goes on until it is cancelled. */
  private Future<JsonObject> listen(Call call) {
    Wish wish =
        call.args(
            args ->
                new Wish(
                    new BusTask(
                        Kind.LISTEN,
                        args.requiredText("address"),
                        new JsonObject(),
                        Map.of(),
                        TIMEOUT.toMillis()),
                    args.text("via", null)));
    BusListening listening = new BusListening(supervisor, routes, wish.task(), wish.via(), call);
    call.onCancel(listening::end);
    return listening.start();
  }

  private static Wish wish(JsonFields args, Kind kind) {
    JsonObject body = new JsonObject();
    for (String key : new String[] {"body", "bodyType"}) {
      if (args.has(key)) {
        body.put(key, args.value(key));
      }
    }
    try {
      BusTask.requireBody(body);
    } catch (IllegalArgumentException e) {
      args.problem("body", e.getMessage());
    }
    Duration timeout = kind == Kind.REQUEST ? args.duration("timeout", TIMEOUT) : TIMEOUT;
    String address = args.requiredText("address");
    return new Wish(
        new BusTask(
            kind,
            address == null ? "" : address,
            body,
            args.environment("headers"),
            timeout.toMillis()),
        args.text("via", null));
  }

  private static ControlException silent(SlotId slot, long millis) {
    return new ControlException(
        Code.FAILED,
        "the replica of %s has not answered within %s, not even that there is no reply; see drover why %s, or ask --via another"
            .formatted(slot, Durations.format(Duration.ofMillis(millis)), slot));
  }

  /** In words, with the next step. */
  static ControlException explained(BusTask task, SlotId slot, Throwable cause) {
    if (!(cause instanceof BusCall.Failure failure)) {
      return new ControlException(Code.FAILED, String.valueOf(cause.getMessage()));
    }
    if (failure.isGone()) {
      return new ControlException(
          Code.FAILED,
          "%s before it had answered; whether '%s' was reached is not known"
              .formatted(failure.getMessage(), task.address()));
    }
    JsonObject details = new JsonObject();
    if (failure.type() != null) {
      details
          .put("failureType", failure.type().toLowerCase(Locale.ROOT).replace('_', '-'))
          .put("failureCode", failure.code());
    }
    return new ControlException(Code.FAILED, text(task, slot, failure), details);
  }

  private static String text(BusTask task, SlotId slot, BusCall.Failure failure) {
    String address = "'" + task.address() + "'";
    return switch (failure.type() == null ? "" : failure.type()) {
      case "NO_HANDLERS" ->
          "nobody listens at %s, asked through %s; look for a typo, and whether what should listen is deployed"
              .formatted(address, slot);
      case "TIMEOUT" ->
          "%s has not replied within %s; if it only takes longer, give it more time with --timeout"
              .formatted(address, Durations.format(Duration.ofMillis(task.timeoutMillis())));
      case "RECIPIENT_FAILURE" ->
          "%s failed the request with code %d%s"
              .formatted(
                  address,
                  failure.code(),
                  failure.getMessage().equals("null") ? "" : ": " + failure.getMessage());
      default -> "%s, through %s: %s".formatted(address, slot, failure.getMessage());
    };
  }
}
