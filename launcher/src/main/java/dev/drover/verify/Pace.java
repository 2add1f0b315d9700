package dev.drover.verify;

import dev.drover.config.RestartPolicy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How soon a slot's replica may be ended again without the slot being given up, by the default
 * limit. Pure, with time as an argument.
 */
final class Pace {
  // Two of the default limit are left for ends that nobody has brought about.
  private static final int MOST = RestartPolicy.DEFAULT.limit() - 2;
  private static final Duration PERIOD = RestartPolicy.DEFAULT.period();

  private final Map<String, Deque<Duration>> ends = new HashMap<>();

  void ended(String slot, Duration now) {
    ends.computeIfAbsent(slot, key -> new ArrayDeque<>()).add(now);
  }

  /** How long to wait before that slot's replica may be ended; zero for not at all. */
  Duration wait(String slot, Duration now) {
    Deque<Duration> past = ends.getOrDefault(slot, new ArrayDeque<>());
    past.removeIf(each -> each.compareTo(now.minus(PERIOD)) <= 0);
    return past.size() < MOST ? Duration.ZERO : past.getFirst().plus(PERIOD).minus(now);
  }
}
