package dev.drover.bridge;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The children of one Vert.x at one address, and the calls that wait for one of them. Whichever
 * instance a call comes to, the ready child with the fewest calls gets it. Thread-safe.
 */
final class ChildGroup implements Shareable {
  private static final String MAP = "dev.drover.bridge.groups";

  /** A child that is ready. */
  interface Member {
    /** Calls it may have at a time. */
    int concurrency();

    /** Takes one; called in the order of the calls, and must not block. */
    void take(Call call);
  }

  private static final class Place {
    final Member member;
    int calls;

    Place(Member member) {
      this.member = member;
    }
  }

  private final LocalMap<String, ChildGroup> groups;
  private final String address;
  private final int queueLength;
  private final List<Place> ready = new ArrayList<>();
  private final Set<Call> waiting = new LinkedHashSet<>();
  private final Promise<String> ended = Promise.promise();
  private String problems = "";
  private int silent;
  private int instances;
  private int living;
  private int numbers;
  private int turn;

  private ChildGroup(LocalMap<String, ChildGroup> groups, String address, int queueLength) {
    this.groups = groups;
    this.address = address;
    this.queueLength = queueLength;
  }

  /**
   * An instance joins that will have a child; {@link #leave} is the end of it.
   *
   * @param queueLength of the first that joins, for all
   */
  static ChildGroup join(Vertx vertx, String address, int queueLength) {
    LocalMap<String, ChildGroup> groups = vertx.sharedData().getLocalMap(MAP);
    return groups.compute(
        address,
        (key, present) -> {
          ChildGroup group = present == null ? new ChildGroup(groups, key, queueLength) : present;
          group.joined();
          return group;
        });
  }

  private synchronized void joined() {
    instances++;
    living++;
  }

  /** From 1: which instance the caller is, for people. */
  synchronized int nextNumber() {
    return ++numbers;
  }

  /** An instance will never have a child again; it has not left yet. */
  synchronized void giveUp() {
    living--;
    if (living == 0) {
      failWaiting(BridgeFailure.NO_CHILD.with("the child at " + address + " has ended for good"));
    }
  }

  /**
   * The last output of one that has given up has gone out.
   *
   * @param problem empty when its last child ended as it should
   */
  synchronized void over(String problem) {
    problems = problems.isEmpty() ? problem : problems;
    silent++;
    if (silent == instances) {
      ended.tryComplete(problems);
    }
  }

  /** The group at an address; null for none. */
  static ChildGroup at(Vertx vertx, String address) {
    return vertx.sharedData().<String, ChildGroup>getLocalMap(MAP).get(address);
  }

  /** Completes when all are over; with a problem of one, or empty. */
  Future<String> ended() {
    return ended.future();
  }

  /**
   * An instance leaves.
   *
   * @param hasGivenUp whether {@link #giveUp} was called
   */
  void leave(boolean hasGivenUp) {
    groups.compute(address, (key, present) -> left(hasGivenUp) == 0 ? null : present);
  }

  private synchronized int left(boolean hasGivenUp) {
    instances--;
    living -= hasGivenUp ? 0 : 1;
    if (living == 0) {
      failWaiting(BridgeFailure.CANCELLED.with("the child at " + address + " was undeployed"));
    }
    return instances;
  }

  private void failWaiting(ReplyException failure) {
    List<Call> failed = List.copyOf(waiting);
    waiting.clear();
    failed.forEach(call -> call.fail(failure));
  }

  synchronized void add(Member member) {
    ready.add(new Place(member));
    serveWaiting();
  }

  /** Its calls are its own business. */
  synchronized void remove(Member member) {
    ready.removeIf(place -> place.member == member);
  }

  /** Gives a call to a child, now or when there is one. */
  synchronized void submit(Call call) {
    Place place = waiting.isEmpty() ? idlest() : null;
    if (place != null) {
      give(place, call);
    } else if (living == 0) {
      call.fail(BridgeFailure.NO_CHILD.with("there is no child at " + address + " any more"));
    } else if (waiting.size() >= queueLength) {
      call.fail(
          BridgeFailure.QUEUE_FULL.with(
              "%d messages wait for a child at %s; try again later or raise requests.queue"
                  .formatted(waiting.size(), address)));
    } else {
      waiting.add(call);
      call.onTimeout(() -> forget(call));
    }
  }

  /** Gives a call to this child or to none, however many it has. */
  synchronized void submitTo(Member member, Call call) {
    for (Place place : ready) {
      if (place.member == member) {
        give(place, call);
        return;
      }
    }
    call.fail(BridgeFailure.NO_CHILD.with("the child at " + address + " is not ready"));
  }

  private synchronized void forget(Call call) {
    waiting.remove(call);
  }

  /** A child is done with one of its calls. */
  synchronized void release(Member member) {
    for (Place place : ready) {
      if (place.member == member) {
        place.calls--;
        serveWaiting();
        return;
      }
    }
  }

  private void serveWaiting() {
    while (!waiting.isEmpty()) {
      Place place = idlest();
      if (place == null) {
        return;
      }
      Call first = waiting.iterator().next();
      waiting.remove(first);
      give(place, first);
    }
  }

  private static void give(Place place, Call call) {
    call.onTimeout(() -> {});
    place.calls++;
    place.member.take(call);
  }

  /** Of those that have room the one with the fewest calls, in turns; null for none. */
  private Place idlest() {
    Place best = null;
    turn++;
    for (int i = 0; i < ready.size(); i++) {
      Place place = ready.get((i + turn) % ready.size());
      boolean room = place.calls < place.member.concurrency();
      if (room && (best == null || place.calls < best.calls)) {
        best = place;
      }
    }
    return best;
  }
}
