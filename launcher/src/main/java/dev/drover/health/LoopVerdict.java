package dev.drover.health;

import dev.drover.config.Durations;
import dev.drover.replica.LoopBeat;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Whether event loops come round. */
final class LoopVerdict {

  private LoopVerdict() {}

  /**
   * @param loops as they were at the last beat
   * @param limit for how long one may not come round; null for ever
   */
  static Verdict of(List<LoopBeat> loops, Duration limit) {
    List<LoopBeat> stuck =
        loops.stream()
            .filter(loop -> limit != null && loop.stuckMillis() >= limit.toMillis())
            .toList();
    Verdict verdict =
        stuck.isEmpty()
            ? Verdict.yes(HealthSource.LIVE)
            : Verdict.no(HealthSource.LIVE, why(stuck));
    long lag = loops.stream().mapToLong(LoopBeat::lagMicros).max().orElse(0);
    return verdict.with("eventLoops", loops.size()).with("lagMicros", lag);
  }

  private static String why(List<LoopBeat> stuck) {
    return stuck.stream()
        .map(
            loop ->
                "event loop %s blocked for %s"
                    .formatted(
                        loop.thread(),
                        Durations.format(Duration.ofSeconds(loop.stuckMillis() / 1_000))))
        .collect(Collectors.joining(", "));
  }
}
