package dev.drover.launcher;

import dev.drover.config.Durations;
import dev.drover.replica.ThreadStack;
import dev.drover.supervisor.Hang;
import dev.drover.supervisor.ReplicaExit;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.StopReason;
import dev.drover.supervisor.SupervisorListener;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells the user what happens to the replicas, on the console, and nothing twice. */
final class ReplicaReporter implements SupervisorListener {
  /** Output that has scrolled further back than this is shown again when it explains a failure. */
  private static final int IN_SIGHT = 30;

  /** Of a blocked event loop; the file has the rest. */
  private static final int FRAMES = 8;

  private final Console console;
  private final Map<SlotId, String> lastPortFailure = new HashMap<>();
  private final Map<SlotId, Long> lastOutputAt = new ConcurrentHashMap<>();
  private final Map<SlotId, Long> didNotStart = new HashMap<>();
  private final Map<SlotId, Failure> failed = new LinkedHashMap<>();
  private List<String> lastCause = List.of();
  private boolean started;
  private boolean stopping;
  private int instances;

  private record Failure(String why, List<String> lastOutput) {}

  ReplicaReporter(Console console) {
    this.console = console;
  }

  /** Shows the start block; from now on each change is worth a line. */
  synchronized void started(List<String> block) {
    started = true;
    console.say(block);
  }

  /** The exits that follow are asked for. */
  synchronized void stopping() {
    stopping = true;
  }

  /** Instances in the replica that became ready last; 0 for a main method. */
  synchronized int instances() {
    return instances;
  }

  @Override
  public synchronized void replicaReady(SlotId slot, long pid, int deployed, Duration took) {
    instances = deployed;
    lastCause = List.of();
    if (started) {
      console.say(
          "%s is ready again, pid %d, after %s".formatted(slot, pid, StartBlock.took(took)));
    }
  }

  @Override
  public synchronized void replicaStartFailed(SlotId slot, long pid, List<String> cause) {
    didNotStart.put(slot, pid);
    if (stopping) {
      return;
    }
    if (cause.equals(lastCause)) {
      console.warn(List.of(slot + " did not start: same as above"));
      return;
    }
    lastCause = List.copyOf(cause);
    List<String> lines = new ArrayList<>();
    lines.add(slot + " (pid " + pid + ") did not start:");
    cause.forEach(line -> lines.add("  " + line));
    console.warn(lines);
  }

  @Override
  public synchronized void replicaDraining(SlotId slot, long pid, StopReason reason) {
    switch (reason) {
      case SHUTDOWN, RESTART, OTHER_SERVICE, RELOAD, ROLLED_BACK, SCALE_DOWN -> {}
      case NOT_READY ->
          console.warn(List.of(slot + " (pid " + pid + ") was not ready in time and is stopped"));
      case HUNG -> {} // Told already.
    }
  }

  @Override
  public synchronized void replicaHung(SlotId slot, long pid, Hang hang) {
    List<String> lines = new ArrayList<>();
    lines.add("%s (pid %d) hangs and is replaced: %s".formatted(slot, pid, hang.what()));
    for (ThreadStack stack : hang.stacks()) {
      lines.add("  %s (%s):".formatted(stack.thread(), stack.state()));
      stack.frames().stream().limit(FRAMES).forEach(frame -> lines.add("    at " + frame));
    }
    if (hang.file() != null) {
      lines.add("  the stacks of all its threads are in " + hang.file());
    }
    console.warn(lines);
  }

  @Override
  public synchronized void replicaRecycling(SlotId slot, long pid, String why) {
    console.say("%s (pid %d) is recycled: it %s".formatted(slot, pid, why));
  }

  @Override
  public synchronized void recycleFailed(
      SlotId slot, String why, Duration pause, List<String> lastOutput) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s is not recycled, the new replica %s; tried again in %s"
            .formatted(slot, why, StartBlock.took(pause)));
    lastOutput.forEach(line -> lines.add("  " + line));
    console.warn(lines);
  }

  @Override
  public synchronized void recyclePaused(SlotId slot, Duration served, Duration pause) {
    console.warn(
        List.of(
            "%s was due to be recycled after %s; the next one is left alone for %s, raise the limit"
                .formatted(slot, StartBlock.took(served), StartBlock.took(pause))));
  }

  @Override
  public synchronized void replicaExited(SlotId slot, long pid, boolean wanted, ReplicaExit exit) {
    boolean explained = Long.valueOf(pid).equals(didNotStart.remove(slot));
    if (!wanted && !stopping && !explained) {
      console.warn(List.of(slot + " (pid " + pid + ") has ended: " + exit));
    }
  }

  @Override
  public synchronized void replicaRestarting(SlotId slot, Duration delay, int restarts) {
    console.say(
        "%s restarts in %s (restart %d)".formatted(slot, Durations.format(delay), restarts));
  }

  @Override
  public synchronized void slotFinished(SlotId slot, ReplicaExit exit) {
    if (exit.isSuccess()) {
      console.say(slot + " has finished");
    } else {
      console.warn(List.of(slot + " has ended, and is not to be restarted: " + exit));
    }
  }

  @Override
  public synchronized void serviceHeld(String service, String because) {
    console.warn(List.of(service + " is stopped until " + because + " is ready again"));
  }

  @Override
  public synchronized void slotFailed(SlotId slot, String why, List<String> lastOutput) {
    failed.put(slot, new Failure(why, List.copyOf(lastOutput)));
    console.warn(List.of(slot + " has failed and is given up: " + why));
  }

  @Override
  public synchronized void serviceFailed(String service, Throwable cause) {
    if (!stopping) {
      console.warn(List.of(service + " has failed: " + cause.getMessage()));
    }
  }

  @Override
  public synchronized void portBound(InetSocketAddress address) {
    if (started) {
      console.say("listening on " + StartBlock.show(address));
    }
  }

  @Override
  public synchronized void portReleased(InetSocketAddress address) {
    if (!stopping) {
      console.say("no longer listening on " + StartBlock.show(address));
    }
  }

  @Override
  public synchronized void portFailed(SlotId slot, String message) {
    // Once for a slot that tries again and again.
    if (!stopping && !message.equals(lastPortFailure.put(slot, message))) {
      console.warn(List.of(slot + ": " + message));
    }
  }

  /** Not synchronized: it may wait for the console, and events must not wait for it. */
  @Override
  public void output(SlotId slot, Stream stream, String line) {
    if (Background.is()) {
      return; // It is in the slot's own file, which is rotated.
    }
    console.output(slot.toString(), slot.number(), stream == Stream.STDERR, line);
    lastOutputAt.put(slot, console.lines());
  }

  /**
   * Every slot is given up: says so, with the output that explains it unless it is in sight.
   *
   * @return what somebody should be told who has seen nothing of it
   */
  synchronized List<String> allFailed(Throwable cause) {
    console.warn(failure(cause, true));
    return failure(cause, false);
  }

  private List<String> failure(Throwable cause, boolean seen) {
    List<String> lines = new ArrayList<>();
    if (failed.isEmpty()) {
      lines.add("cannot supervise: " + cause.getMessage());
    } else {
      lines.add("all " + StartBlock.count(failed.size(), "replica") + " failed; giving up");
    }
    List<String> shown = List.of();
    for (Map.Entry<SlotId, Failure> each : failed.entrySet()) {
      List<String> output = each.getValue().lastOutput();
      boolean inSight = seen && isInSight(each.getKey());
      if (!output.isEmpty() && !output.equals(shown) && !inSight) {
        shown = output;
        lines.add("last output of " + each.getKey() + ":");
        output.forEach(line -> lines.add("  " + line));
      }
    }
    return lines;
  }

  private boolean isInSight(SlotId slot) {
    Long at = lastOutputAt.get(slot);
    return at != null && console.showsBothTogether() && console.lines() - at < IN_SIGHT;
  }
}
