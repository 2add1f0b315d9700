package dev.drover.supervisor;

import dev.drover.config.Durations;
import dev.drover.config.HangPolicy;
import dev.drover.replica.ChannelMessage.Beat;
import dev.drover.replica.LoopBeat;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Decides from a replica's beats whether it hangs. Its own clock goes by the checks: one that comes
 * late means that the supervisor itself stood still, or had no CPU, and then nobody else is to
 * blame.
 */
final class HangDetector {
  private static final int LATE = 2;

  private final HangPolicy policy;
  private final HeapPressure heap;
  private Duration checked;
  private Duration silent = Duration.ZERO;
  private Beat last;

  /**
   * @param now any clock that nobody sets
   */
  HangDetector(HangPolicy policy, Duration now) {
    this.policy = policy;
    this.checked = now;
    this.heap = new HeapPressure(policy.after());
  }

  void heard(Beat beat) {
    silent = Duration.ZERO;
    heap.heard(beat.vitals());
    last = beat;
  }

  /** What has come to its limit; call it at the interval of the beats. */
  Optional<Hang> check(Duration now) {
    Duration step = now.minus(checked);
    Duration longest = policy.beat().multipliedBy(LATE);
    silent = silent.plus(step.compareTo(longest) < 0 ? step : longest);
    checked = now;
    // One that has never beaten is not ready either; for that there is another limit.
    if (!policy.check() || last == null || last.debugged()) {
      return Optional.empty();
    }
    if (isOver(silent)) {
      return hang(Hang.Kind.SILENT, "no sign of life for " + shown(silent));
    }
    List<String> blocked = blocked();
    if (!blocked.isEmpty()) {
      return hang(Hang.Kind.BLOCKED, blockedText());
    }
    return heap.isHigh() ? hang(Hang.Kind.COLLECTING, heap.toString()) : Optional.empty();
  }

  /** The threads of the event loops that are over the limit, by the last beat. */
  List<String> blocked() {
    return overdue().stream().map(LoopBeat::thread).toList();
  }

  private List<LoopBeat> overdue() {
    return last.loops().stream()
        .filter(loop -> isOver(Duration.ofMillis(loop.stuckMillis())))
        .toList();
  }

  private boolean isOver(Duration time) {
    return time.compareTo(policy.after()) >= 0;
  }

  private String blockedText() {
    List<LoopBeat> loops = overdue();
    String names =
        String.join(", ", loops.stream().limit(3).map(LoopBeat::thread).toList())
            + (loops.size() > 3 ? " and " + (loops.size() - 3) + " more" : "");
    Duration longest =
        Duration.ofMillis(loops.stream().mapToLong(LoopBeat::stuckMillis).max().orElse(0));
    return "event loop%s %s blocked for %s"
        .formatted(loops.size() == 1 ? "" : "s", names, shown(longest));
  }

  private static String shown(Duration time) {
    return time.toSeconds() > 1
        ? Durations.format(Duration.ofSeconds(time.toSeconds()))
        : Durations.format(time);
  }

  private static Optional<Hang> hang(Hang.Kind kind, String what) {
    return Optional.of(new Hang(kind, what, List.of(), null));
  }
}
