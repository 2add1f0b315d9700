package dev.drover.supervisor;

import io.vertx.core.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Remembers all a supervisor tells, one line each, and waits for what it has not told yet. */
final class Recorder implements SupervisorListener {
  private final List<String> events = new ArrayList<>();
  private final Map<String, Long> times = new HashMap<>();

  private synchronized void add(String event) {
    events.add(event);
    times.putIfAbsent(event, System.nanoTime());
    notifyAll();
  }

  synchronized List<String> events() {
    return List.copyOf(events);
  }

  /** By {@link System#nanoTime}, when that was told, which has to be whole, first. */
  synchronized long timeOf(String event) {
    return times.get(event);
  }

  long count(String start) {
    return events().stream().filter(event -> event.startsWith(start)).count();
  }

  /** The first event that starts so; waits for it for up to 60 s. */
  String await(String start) {
    return await(start, 1);
  }

  /** The nth event that starts so. */
  String await(String start, int nth) {
    return await(event -> event.startsWith(start), nth, start);
  }

  /** The first so many events that start and end so. */
  List<String> awaitAll(String start, String end, int count) {
    Predicate<String> wanted = event -> event.startsWith(start) && event.endsWith(end);
    await(wanted, count, start);
    return events().stream().filter(wanted).limit(count).toList();
  }

  private synchronized String await(Predicate<String> wanted, int nth, String description) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      List<String> found = events.stream().filter(wanted).toList();
      if (found.size() >= nth) {
        return found.get(nth - 1);
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        List<String> seen = events.stream().map(Recorder::abbreviated).toList();
        throw new AssertionError("no '" + description + "' in " + seen);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static String abbreviated(String event) {
    return event.length() < 500 ? event : event.substring(0, 100) + "...";
  }

  @Override
  public void replicaStarting(SlotId slot, long pid) {
    add("starting " + slot + " " + pid);
  }

  @Override
  public void replicaReady(SlotId slot, long pid, int instances, Duration took) {
    add("ready " + slot + " " + pid + " instances=" + instances);
  }

  @Override
  public void replicaStartFailed(SlotId slot, long pid, List<String> cause) {
    add("startFailed " + slot + " " + cause);
  }

  @Override
  public void replicaDraining(SlotId slot, long pid, StopReason reason) {
    add("draining " + slot + " " + reason);
  }

  @Override
  public void replicaExited(SlotId slot, long pid, boolean wanted, ReplicaExit exit) {
    add("exited " + slot + " wanted=" + wanted + " " + exit);
  }

  @Override
  public void replicaReplaced(SlotId slot, long oldPid, long newPid, int generation) {
    add("replaced " + slot + " " + oldPid + " by " + newPid + " generation " + generation);
  }

  @Override
  public void replicaRecycling(SlotId slot, long pid, String why) {
    add("recycling " + slot + " " + pid + " " + why);
  }

  @Override
  public void recycleFailed(SlotId slot, String why, Duration pause, List<String> lastOutput) {
    add("recycle failed " + slot + " " + why + " " + lastOutput);
  }

  @Override
  public void recyclePaused(SlotId slot, Duration served, Duration pause) {
    add("recycle paused " + slot + " " + pause.toMinutes() + "m");
  }

  @Override
  public void reloadStarted(String service, int generation, int slots) {
    add("reload started " + service + " " + generation);
  }

  @Override
  public void reloadRolledBack(String service, int generation, SlotId slot, String why) {
    add("reload rolled back " + generation + " " + slot + " " + why);
  }

  @Override
  public void reloadFinished(ReloadResult result, boolean succeeded) {
    add("reload finished " + result.generation() + " " + succeeded + " " + result.slots());
  }

  @Override
  public void scaling(String service, int from, int to) {
    add("scaling " + service + " " + from + " " + to);
  }

  @Override
  public void instancesChanged(SlotId slot, long pid, int instances, int eventLoops, int cut) {
    add("instances " + slot + " " + instances + " on " + eventLoops + " cut " + cut);
  }

  @Override
  public void replicaRestarting(SlotId slot, Duration delay, int restarts) {
    add("restarting " + slot + " " + restarts);
  }

  @Override
  public void slotFailed(SlotId slot, String why, List<String> lastOutput) {
    add("failed " + slot + " " + why + " " + lastOutput);
  }

  @Override
  public void slotFinished(SlotId slot, ReplicaExit exit) {
    add("finished " + slot + " " + exit);
  }

  @Override
  public void serviceHeld(String service, String because) {
    add("held " + service + " " + because);
  }

  @Override
  public void serviceFailed(String service, Throwable cause) {
    add("serviceFailed " + service + " " + cause.getMessage());
  }

  @Override
  public void replicaMessage(SlotId slot, long pid, Object message) {
    add("message " + slot + " " + pid + " " + Json.encode(message));
  }

  @Override
  public void replicaHung(SlotId slot, long pid, Hang hang) {
    add("hung " + slot + " " + pid + " " + hang.kind() + " " + hang.what());
  }

  @Override
  public void output(SlotId slot, Stream stream, String line) {
    add("output " + slot + " " + stream + " " + line);
  }
}
