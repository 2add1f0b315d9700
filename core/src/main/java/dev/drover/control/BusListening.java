package dev.drover.control;

import dev.drover.replica.BusTask;
import dev.drover.supervisor.BusCall;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.Supervisor;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;

/**
 * A client who listens at an address: through one replica, and when that leaves or ends through
 * another, which he is told. For any thread.
 */
final class BusListening {
  private final Supervisor supervisor;
  private final BusRoutes routes;
  private final BusTask task;
  private final String via;
  private final Call client;
  private final Promise<JsonObject> result = Promise.promise();
  private BusCall running;
  private boolean beginning;
  private boolean moved;
  private boolean ended;

  /**
   * @param via the service or slot whose replicas it is to use; null for any
   */
  BusListening(Supervisor supervisor, BusRoutes routes, BusTask task, String via, Call client) {
    this.supervisor = supervisor;
    this.routes = routes;
    this.task = task;
    this.via = via;
    this.client = client;
  }

  /**
   * Call it once.
   *
   * @return fails when it cannot listen
   * @throws ControlException when no replica is there to listen
   */
  synchronized Future<JsonObject> start() {
    begin(routes.choose(via));
    routes.join(this);
    return result.future();
  }

  private void begin(SlotId slot) {
    beginning = true;
    supervisor.bus(slot, task, item -> passOn(slot, item)).onComplete(begun -> begun(slot, begun));
  }

  private synchronized void begun(SlotId slot, AsyncResult<BusCall> begun) {
    beginning = false;
    if (begun.failed()) {
      notBegun(slot);
      return;
    }
    BusCall call = begun.result();
    if (ended) {
      call.end();
      return;
    }
    running = call;
    call.result().onFailure(failure -> over(call, failure));
  }

  /** It has just ended, which the status did not say yet. */
  private void notBegun(SlotId slot) {
    moved = true;
    SlotId other = other();
    if (other != null && !other.equals(slot)) {
      begin(other);
    }
  }

  /** Null when none is ready: the next that is will be told of. */
  private SlotId other() {
    try {
      return ended ? null : routes.choose(via);
    } catch (ControlException notYet) {
      return null;
    }
  }

  private void passOn(SlotId slot, BusCall.Item item) {
    JsonObject json = item.json();
    if (json.containsKey("listening")) {
      json.put("listening", slot.toString()).put("moved", moved);
    }
    client.item(json, item.passedOn());
  }

  private synchronized void over(BusCall call, Throwable failure) {
    if (ended || running != call) {
      return;
    }
    if (failure instanceof BusCall.Failure busFailure && busFailure.isGone()) {
      goOn(call.slot());
    } else {
      end();
      result.tryFail(BusOperations.explained(task, call.slot(), failure));
    }
  }

  /** The replica of that pid takes nothing new. */
  synchronized void leaves(long pid) {
    if (running != null && running.pid() == pid) {
      BusCall left = running;
      goOn(left.slot());
      left.end();
    }
  }

  private void goOn(SlotId left) {
    running = null;
    moved = true;
    client.item(new JsonObject().put("left", left.toString()));
    oneIsReady();
  }

  /** There may be one that it can use. */
  synchronized void oneIsReady() {
    SlotId one = running != null || beginning ? null : other();
    if (one != null) {
      begin(one);
    }
  }

  /** The client has what he wants, or is gone. */
  synchronized void end() {
    ended = true;
    routes.leave(this);
    if (running != null) {
      running.end();
    }
  }
}
