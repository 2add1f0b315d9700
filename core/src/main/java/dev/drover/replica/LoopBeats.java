package dev.drover.replica;

import dev.drover.socket.EventLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

/** Asks event loops, round by round, whether they come round. Confined to one thread. */
public final class LoopBeats {
  private final EventLoops loops;
  private final Duration longestStep;
  private final Map<Thread, LoopProbe> probes = new HashMap<>();

  /**
   * @param interval between the rounds; one that comes later than twice this is late because the
   *     JVM stood still
   */
  public LoopBeats(EventLoops loops, Duration interval) {
    this.loops = loops;
    this.longestStep = interval.multipliedBy(2);
  }

  /** Looks what has become of the last round's questions, and asks every loop that runs. */
  public List<LoopBeat> round() {
    probes.keySet().retainAll(loops.threads());
    for (Thread thread : loops.threads()) {
      if (!probes.containsKey(thread)) {
        loops.find(thread).ifPresent(loop -> probes.put(thread, new LoopProbe(loop, longestStep)));
      }
    }
    List<LoopBeat> beats = new ArrayList<>(probes.size());
    for (LoopProbe probe : probes.values()) {
      try {
        beats.add(probe.round(System.nanoTime()));
      } catch (RejectedExecutionException closed) {
        // It is about to leave the running ones.
      }
    }
    return beats;
  }
}
