package dev.drover.supervisor;

import java.time.Duration;

/**
 * What a slot was when it last changed, for those who ask on other threads: the slot, which is
 * confined to the supervisor's context, writes it anew after every change. What goes on meanwhile,
 * the uptime and the beats, is as it is when the {@link #status} is asked for. Thread-safe.
 */
record SlotFacts(
    SlotState state,
    long pid,
    long spawnedAt,
    int restarts,
    ReplicaExit lastExit,
    int generation,
    long nextPid,
    ReplicaWatch watch,
    int instances) {

  static SlotFacts of(SlotTarget target, SlotLives lives, int restarts, int generation) {
    Life serving = lives.serving();
    Life next = lives.next();
    return new SlotFacts(
        state(target, serving),
        serving == null ? -1 : serving.pid(),
        serving == null ? 0 : serving.spawnedAt(),
        restarts,
        lives.lastExit(),
        generation,
        next == null ? -1 : next.pid(),
        serving == null ? null : serving.watch(),
        serving == null ? 0 : serving.instances());
  }

  private static SlotState state(SlotTarget target, Life serving) {
    if (target.hasFailed()) {
      return SlotState.FAILED;
    }
    if (target.hasFinished()) {
      return SlotState.FINISHED;
    }
    return serving == null ? SlotState.DOWN : serving.state();
  }

  SlotStatus status(SlotId id) {
    return new SlotStatus(
        id,
        state,
        pid,
        spawnedAt == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - spawnedAt),
        restarts,
        lastExit,
        generation,
        nextPid,
        watch == null ? null : watch.stats(),
        instances);
  }
}
