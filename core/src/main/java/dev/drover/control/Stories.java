package dev.drover.control;

import dev.drover.supervisor.Hang;
import dev.drover.supervisor.LastLines;
import dev.drover.supervisor.ReplicaExit;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.SupervisorListener;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How the last replicas of each slot have lived and ended, with what they wrote at the end. */
final class Stories implements SupervisorListener {
  static final int KEPT = 10;

  /** In characters: a story stays one that a person can read. */
  private static final int LONGEST_LINE = 400;

  private final Map<SlotId, Deque<JsonObject>> lives = new HashMap<>();
  private final Map<SlotId, LastLines> output = new ConcurrentHashMap<>();

  /** Newest first; empty for a slot that never had a replica. */
  synchronized JsonArray of(SlotId slot) {
    JsonArray story = new JsonArray();
    lives.getOrDefault(slot, new ArrayDeque<>()).forEach(life -> story.add(life.copy()));
    return story;
  }

  @Override
  public synchronized void replicaStarting(SlotId slot, long pid) {
    Deque<JsonObject> known = lives.computeIfAbsent(slot, first -> new ArrayDeque<>());
    if (known.size() == KEPT) {
      known.removeLast();
    }
    known.addFirst(new JsonObject().put("pid", pid).put("startedAt", now()));
  }

  @Override
  public synchronized void replicaReady(SlotId slot, long pid, int instances, Duration took) {
    life(slot, pid).put("readyAfterMs", took.toMillis());
  }

  @Override
  public synchronized void replicaStartFailed(SlotId slot, long pid, List<String> cause) {
    life(slot, pid).put("startFailure", new JsonArray(List.copyOf(cause)));
  }

  @Override
  public synchronized void replicaHung(SlotId slot, long pid, Hang hang) {
    life(slot, pid).put("hung", StatusJson.hang(hang));
  }

  @Override
  public synchronized void replicaRecycling(SlotId slot, long pid, String why) {
    life(slot, pid).put("recycled", why);
  }

  /** The one that was to go is the last but that which failed. */
  @Override
  public synchronized void recycleFailed(
      SlotId slot, String why, Duration pause, List<String> lastOutput) {
    last(slot).put("recycleFailed", why);
    lives
        .get(slot)
        .forEach(
            life -> {
              if (!life.containsKey("endedAt")) {
                life.remove("recycled");
              }
            });
  }

  @Override
  public synchronized void replicaExited(SlotId slot, long pid, boolean wanted, ReplicaExit exit) {
    LastLines lines = output.remove(slot);
    List<String> tail = lines == null ? List.of() : lines.snapshot();
    life(slot, pid)
        .put("endedAt", now())
        .put("wanted", wanted)
        .put("exit", StatusJson.exit(exit))
        .put("output", new JsonArray(tail.stream().map(Stories::shortened).toList()));
  }

  @Override
  public synchronized void replicaRestarting(SlotId slot, Duration delay, int restarts) {
    last(slot).put("restartedAfterMs", delay.toMillis());
  }

  @Override
  public synchronized void slotFailed(SlotId slot, String why, List<String> lastOutput) {
    last(slot).put("givenUp", why);
  }

  @Override
  public void output(SlotId slot, Stream stream, String line) {
    output.computeIfAbsent(slot, first -> new LastLines()).add(line);
  }

  private JsonObject life(SlotId slot, long pid) {
    return lives.getOrDefault(slot, new ArrayDeque<>()).stream()
        .filter(life -> life.getLong("pid") == pid)
        .findFirst()
        .orElseGet(
            () -> {
              // It could not even be spawned.
              replicaStarting(slot, pid);
              return last(slot);
            });
  }

  private JsonObject last(SlotId slot) {
    return lives.get(slot).getFirst();
  }

  private static String shortened(String line) {
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "...";
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
