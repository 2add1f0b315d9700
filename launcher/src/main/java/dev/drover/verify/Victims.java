package dev.drover.verify;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The connections that killed and hung replicas had. What was in flight on them may be lost;
 * nothing else may. Thread-safe.
 */
final class Victims {
  // A port may be another connection's by then: the system gives them out again.
  private static final long LATE_OPENING = TimeUnit.SECONDS.toNanos(2);
  private static final long LATE_FAILURE = TimeUnit.SECONDS.toNanos(2);

  private record Victim(long at, Set<Integer> ports) {}

  private final List<Victim> victims = new CopyOnWriteArrayList<>();

  /**
   * @param at when the replica stood still, so that it could accept no more
   * @param ports the clients' ends of its connections
   */
  void add(long at, Set<Integer> ports) {
    victims.add(new Victim(at, Set.copyOf(ports)));
  }

  /**
   * Whether a connection was a victim's.
   *
   * @param port the client's
   * @param opened when the client knew of it
   */
  boolean had(int port, long opened) {
    return victims.stream()
        .anyMatch(each -> each.ports().contains(port) && opened - each.at() < LATE_OPENING);
  }

  /**
   * Whether a victim may have had a connection that was reset before its client knew that it was
   * made, and so never learnt its port.
   */
  boolean mayHaveHad(long began, long failed) {
    return victims.stream()
        .anyMatch(
            each ->
                began - each.at() <= 0
                    && failed - each.at() >= 0
                    && failed - each.at() < LATE_FAILURE);
  }
}
