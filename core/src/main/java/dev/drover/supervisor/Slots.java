package dev.drover.supervisor;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The slots of a service, numbered from 1 without a gap. Confined to the supervisor's context, but
 * for {@link #status}.
 */
final class Slots {
  private final String service;
  private final SlotTools tools;
  private volatile List<Slot> all = List.of();

  Slots(String service, SlotTools tools) {
    this.service = service;
    this.tools = tools;
  }

  /**
   * Starts more.
   *
   * @param wanted how many there are to be
   * @return completes when each of the new ones is ready or failed
   */
  Future<Void> grow(int wanted, Launch launch) {
    List<Slot> fresh =
        IntStream.rangeClosed(all.size() + 1, wanted)
            .mapToObj(number -> new Slot(new SlotId(service, number), tools, launch))
            .toList();
    List<Slot> more = new ArrayList<>(all);
    more.addAll(fresh);
    all = List.copyOf(more);
    return start(fresh);
  }

  /** Drains the highest ones; completes when they are gone. */
  Future<Void> shrink(int wanted) {
    List<Slot> over = all.subList(wanted, all.size());
    over.forEach(slot -> slot.stop(StopReason.SCALE_DOWN));
    return ended(over).onSuccess(gone -> all = all.subList(0, wanted));
  }

  void stop(StopReason reason) {
    all.forEach(slot -> slot.stop(reason));
  }

  /** Starts them again; completes when each is ready or failed. */
  static Future<Void> start(List<Slot> slots) {
    slots.forEach(Slot::start);
    return Future.join(slots.stream().map(Slot::settled).toList()).mapEmpty();
  }

  void kill() {
    all.forEach(Slot::kill);
  }

  /** Completes when no slot has a replica, and none will come. */
  Future<Void> ended() {
    return ended(all);
  }

  static Future<Void> ended(List<Slot> slots) {
    return Future.join(slots.stream().map(Slot::ended).toList()).mapEmpty();
  }

  /** Whether each has ended by itself, and none will come back. */
  boolean areAllOver() {
    return !all.isEmpty()
        && all.stream().allMatch(slot -> slot.hasFailedForGood() || slot.hasFinished());
  }

  /** Fails when one of those that come after so many has been given up. */
  Future<Void> failIfAnyFailed(int after) {
    List<SlotId> failed = all.stream().skip(after).filter(Slot::hasFailed).map(Slot::id).toList();
    return failed.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture(new IllegalStateException("given up: " + failed));
  }

  boolean hasReady() {
    return all.stream().anyMatch(Slot::isReady);
  }

  /** Whether there is nothing left that serves, or will. */
  boolean haveAllFailed() {
    return !all.isEmpty() && all.stream().allMatch(Slot::hasFailedForGood);
  }

  /**
   * What is wrong when they {@link #areAllOver}, for people; null when every replica has done what
   * it was to do.
   */
  String problem() {
    if (haveAllFailed()) {
      return "all replicas of " + service + " failed";
    }
    return all.stream()
        .filter(slot -> slot.hasFailed() || !slot.lastExit().isSuccess())
        .findFirst()
        .map(slot -> slot.id() + " has ended: " + slot.lastExit())
        .orElse(null);
  }

  /** Null when there is none of that number. */
  Slot get(int number) {
    List<Slot> now = all;
    return number >= 1 && number <= now.size() ? now.get(number - 1) : null;
  }

  List<Slot> list() {
    return all;
  }

  /** May be called on any thread. */
  List<SlotStatus> status() {
    return all.stream().map(Slot::status).toList();
  }
}
