package dev.drover.supervisor;

import dev.drover.supervisor.ReloadException.Reason;
import dev.drover.supervisor.ReloadResult.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces the replicas of a service by those of another launch, as {@link ReloadPlan} decides.
 * Confined to the supervisor's context.
 */
final class Reload {
  private final String service;
  private final List<Slot> slots;
  private final Launch from;
  private final Launch to;
  private final Duration probation;
  private final Listeners listeners;
  private final Promise<ReloadResult> done = Promise.promise();
  private final long began = System.nanoTime();
  private ReloadPlan plan;
  private boolean stopped;
  private SlotId failedSlot;
  private ReplicaFailure failure;

  /**
   * @param slots that are to be replaced; all of them run {@code from}
   */
  Reload(List<Slot> slots, Launch from, Launch to, ReloadOptions options, Listeners listeners) {
    this.service = from.config().name();
    this.slots = slots;
    this.from = from;
    this.to = to;
    this.probation = options.probation();
    this.listeners = listeners;
    this.plan = ReloadPlan.of(slots.size(), options.parallel());
  }

  /** Completes when nothing of it is under way any more; fails with a {@link ReloadException}. */
  Future<ReloadResult> run() {
    listeners.tell(listener -> listener.reloadStarted(service, to.generation(), slots.size()));
    goOn();
    return done.future();
  }

  /** The service stops: nothing more is begun. What is under way the slots give up themselves. */
  void stop() {
    stopped = true;
    failBecause(null, new ReplicaFailure(Reason.STOPPED, "the supervisor was stopped", List.of()));
  }

  private void goOn() {
    // One at a time, because a replacement may fail at once and come back here.
    while (!stopped && !plan.due().isEmpty()) {
      begin(plan.due().get(0));
    }
    if (plan.isQuiet()) {
      over();
    }
  }

  private void begin(int index) {
    boolean forward = plan.isForward();
    plan = plan.begun(index);
    Slot slot = slots.get(index);
    int restarts = slot.status().restarts();
    slot.replace(forward ? to : from, probation)
        .onSuccess(replaced -> replaced(index, restarts))
        .onFailure(cause -> notReplaced(index, cause));
  }

  private void replaced(int index, int restartsBefore) {
    SlotStatus now = slots.get(index).status();
    boolean forward = slots.get(index).launch() == to;
    if (forward && now.state() != SlotState.READY && now.restarts() > restartsBefore) {
      String why = "ended (" + now.lastExit() + ") as soon as it served alone";
      failBecause(now.id(), new ReplicaFailure(Reason.CRASHED, why, List.of()));
      plan = plan.failed(index, true);
      cancelOthers();
    } else {
      plan = plan.done(index);
    }
    goOn();
  }

  private void notReplaced(int index, Throwable cause) {
    Slot slot = slots.get(index);
    if (cause instanceof ReplicaFailure.Thrown thrown) {
      failBecause(slot.id(), thrown.failure());
    } else {
      failBecause(
          slot.id(), new ReplicaFailure(Reason.NOT_POSSIBLE, cause.getMessage(), List.of()));
    }
    plan = plan.failed(index, false);
    cancelOthers();
    goOn();
  }

  private void cancelOthers() {
    slots.forEach(slot -> slot.cancelReplacementBy(to, "the replica of another slot failed"));
  }

  /** The first failure is the one to tell of. */
  private void failBecause(SlotId slot, ReplicaFailure why) {
    if (failure == null) {
      failedSlot = slot;
      failure = why;
      if (slot != null) {
        listeners.tell(
            listener -> listener.reloadRolledBack(service, to.generation(), slot, message()));
      }
    }
  }

  private void over() {
    if (failure == null) {
      finish(true, null);
    } else {
      finish(
          false, new ReloadException(failure.reason(), message(), failure.lines(), result(), null));
    }
  }

  private void finish(boolean succeeded, ReloadException thrown) {
    ReloadResult result = result();
    if (succeeded ? done.tryComplete(result) : done.tryFail(thrown)) {
      listeners.tell(listener -> listener.reloadFinished(result, succeeded));
    }
  }

  private String message() {
    String who = failedSlot == null ? service : "the new replica of " + failedSlot;
    return "reload of " + service + " rolled back: " + who + " " + failure.why();
  }

  private ReloadResult result() {
    Map<SlotId, Outcome> outcomes = new LinkedHashMap<>();
    List<Outcome> each = plan.outcomes();
    for (int i = 0; i < slots.size(); i++) {
      outcomes.put(slots.get(i).id(), each.get(i));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return new ReloadResult(service, to.generation(), Collections.unmodifiableMap(outcomes), took);
  }
}
