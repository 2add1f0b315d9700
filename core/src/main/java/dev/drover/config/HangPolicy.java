package dev.drover.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * When a replica counts as hung and is replaced. A replica tells its supervisor at an interval that
 * it runs, and which of its event loops come round. The time in which a busy machine, a garbage
 * collection or a stopped supervisor kept it from that does not count. A replica under a debugger
 * ({@code jdwp}) is never taken for hung.
 *
 * @param check whether hung replicas are replaced; statistics come either way
 * @param after how long an event loop may be blocked, all event loops may be silent, or garbage
 *     collection may leave the application no time; at least twice {@code beat}
 * @param beat how often a replica tells how it is
 * @param stacks directory for the stacks of hung replicas; null for {@code drover} in the user's
 *     directory for state: {@code XDG_STATE_HOME}, or {@code ~/.local/state}
 */
public record HangPolicy(boolean check, Duration after, Duration beat, Path stacks) {
  // Before the default, which is checked against it.
  private static final Duration SHORTEST_BEAT = Duration.ofMillis(10);

  /**
   * The shortest {@code after} that a user may ask for: a garbage collection may take as long, and
   * a slip of the pen must not kill for it.
   */
  public static final Duration SHORTEST_ASKED = Duration.ofMillis(500);

  public static final HangPolicy DEFAULT =
      new HangPolicy(true, Duration.ofSeconds(10), Duration.ofSeconds(1), null);

  public HangPolicy {
    Durations.requirePositive("hang.after", after);
    Durations.requirePositive("hang.beat", beat);
    if (beat.compareTo(SHORTEST_BEAT) < 0) {
      throw new ConfigException(
          "hang.beat must be >= %s, was %s"
              .formatted(Durations.format(SHORTEST_BEAT), Durations.format(beat)));
    }
    if (after.compareTo(beat.multipliedBy(2)) < 0) {
      throw new ConfigException(
          "hang.after must be >= twice hang.beat (%s), was %s"
              .formatted(Durations.format(beat), Durations.format(after)));
    }
  }

  /** The same, but for the time; beats come often enough for it. */
  public HangPolicy withAfter(Duration newAfter) {
    Durations.requirePositive("hang.after", newAfter);
    Duration often = newAfter.dividedBy(4);
    return new HangPolicy(check, newAfter, often.compareTo(beat) < 0 ? often : beat, stacks);
  }

  /** The same, but no replica is taken for hung. */
  public HangPolicy withoutCheck() {
    return new HangPolicy(false, after, beat, stacks);
  }

  /** The same, but for the directory. */
  public HangPolicy withStacks(Path directory) {
    return new HangPolicy(check, after, beat, directory);
  }
}
