package dev.drover.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What became of all requests. For one thread at a time. */
final class Tally {
  private static final int SHOWN = 20;

  /** Of the requests that were due in one phase. */
  static final class Part {
    // Microseconds, three digits of them.
    private final Histogram latencies = new Histogram(3);
    private final Map<FailureKind, Long> inFlight = new EnumMap<>(FailureKind.class);
    private final Map<FailureKind, Long> lost = new EnumMap<>(FailureKind.class);

    Histogram latencies() {
      return latencies;
    }

    /** Lost as they may be: on a killed or hung replica. */
    Map<FailureKind, Long> inFlight() {
      return inFlight;
    }

    /** Lost as none may be. */
    Map<FailureKind, Long> lost() {
      return lost;
    }

    long requests() {
      return latencies.getTotalCount() + sum(inFlight) + sum(lost);
    }
  }

  private final Map<Phase, Part> parts = new EnumMap<>(Phase.class);
  private final List<String> losses = new ArrayList<>();

  Tally() {
    for (Phase phase : Phase.values()) {
      parts.put(phase, new Part());
    }
  }

  void answered(Phase phase, long nanos) {
    parts.get(phase).latencies.recordValue(TimeUnit.NANOSECONDS.toMicros(nanos));
  }

  void inFlight(Phase phase, FailureKind kind) {
    parts.get(phase).inFlight.merge(kind, 1L, Long::sum);
  }

  /**
   * @param what happened, for people
   */
  void lost(Phase phase, FailureKind kind, Duration after, String what) {
    parts.get(phase).lost.merge(kind, 1L, Long::sum);
    if (losses.size() < SHOWN) {
      losses.add(
          "%s  %s, %s after %d ms: %s"
              .formatted(Instant.now(), phase.word(), kind.word(), after.toMillis(), what));
    }
  }

  Part part(Phase phase) {
    return parts.get(phase);
  }

  /** The first of them, a line each. */
  List<String> losses() {
    return losses;
  }

  long requests() {
    return parts.values().stream().mapToLong(Part::requests).sum();
  }

  long answered() {
    return parts.values().stream().mapToLong(part -> part.latencies.getTotalCount()).sum();
  }

  /** Of all phases, by kind. */
  Map<FailureKind, Long> inFlight() {
    return together(parts.values().stream().map(Part::inFlight).toList());
  }

  /** Of all phases, by kind. */
  Map<FailureKind, Long> lost() {
    return together(parts.values().stream().map(Part::lost).toList());
  }

  private static Map<FailureKind, Long> together(List<Map<FailureKind, Long>> counts) {
    Map<FailureKind, Long> sums = new EnumMap<>(FailureKind.class);
    counts.forEach(each -> each.forEach((kind, count) -> sums.merge(kind, count, Long::sum)));
    return sums;
  }

  static long sum(Map<FailureKind, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
