package dev.drover.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The supervisor's part of a start: it grants entry, and replaces members that end. */
final class JoiningMembers implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(90);

  /**
   * @param line what it wrote; null for its end
   */
  private record Event(int slot, MemberProcess process, String line) {}

  private final int size;
  private final ClusterPorts ports;
  private final Path stderr;
  private final JoinPlan plan;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Map<Integer, MemberProcess> processes = new HashMap<>();
  private final Map<Integer, String> lastLine = new HashMap<>();
  private final long start = System.nanoTime();
  private int founder = 1;
  private long killAt = Long.MAX_VALUE;

  JoiningMembers(int size, ClusterPorts ports, Path stderr) {
    this.size = size;
    this.ports = ports;
    this.stderr = stderr;
    this.plan = new JoinPlan(ClusterName.unique("formation"), ports::portOf);
    for (int slot = 1; slot <= size; slot++) {
      start(slot);
    }
  }

  /** The member that was granted to found last, or the first one before there is any. */
  void killFounderAfter(long millis) {
    killAt = millis;
  }

  /** What each member said last if they are not one cluster within the deadline; else empty. */
  Map<Integer, String> awaitOneCluster() throws InterruptedException {
    while (!(isOneCluster() && killAt == Long.MAX_VALUE)) {
      long now = elapsedMillis();
      if (now >= killAt) {
        killAt = Long.MAX_VALUE;
        lastLine.remove(founder);
        processes.get(founder).kill();
      }
      Event event =
          events.poll(
              Math.max(0, Math.min(killAt, DEADLINE.toMillis()) - now), TimeUnit.MILLISECONDS);
      if (event != null) {
        handle(event);
      } else if (elapsedMillis() >= DEADLINE.toMillis()) {
        return lastLine;
      }
    }
    return Map.of();
  }

  /** Asks all to leave at once; their exit codes. */
  List<Integer> leaveTogether() throws InterruptedException, IOException {
    for (MemberProcess process : processes.values()) {
      process.endInput();
    }
    List<Integer> codes = new ArrayList<>();
    for (MemberProcess process : processes.values()) {
      codes.add(process.exitCode());
    }
    return codes;
  }

  private boolean isOneCluster() {
    return lastLine.size() == size
        && lastLine.values().stream().allMatch(line -> line.equals("members " + size));
  }

  private void handle(Event event) {
    if (processes.get(event.slot()) != event.process()) {
      return;
    }
    if (event.line() == null) {
      lastLine.remove(event.slot());
      plan.left(event.slot());
      start(event.slot());
      return;
    }
    lastLine.put(event.slot(), event.line());
    switch (event.line()) {
      case "asking" -> ask(event.slot());
      case "joined" -> plan.joined(event.slot());
      case "failed PORT_TAKEN" -> {
        plan.left(event.slot());
        ports.renew(event.slot());
        ask(event.slot());
      }
      case "failed SEED_GONE" -> {
        plan.left(event.slot());
        ask(event.slot());
      }
      default -> {}
    }
  }

  private void ask(int slot) {
    plan.ask(
        slot,
        grant -> {
          founder = grant.seed() == null ? slot : founder;
          processes.get(slot).tell(grant.toJson().encode());
        });
  }

  private void start(int slot) {
    MemberProcess[] self = new MemberProcess[1];
    synchronized (self) {
      self[0] = MemberProcess.start(stderr, line -> post(slot, self, line));
    }
    processes.put(slot, self[0]);
  }

  private void post(int slot, MemberProcess[] self, String line) {
    synchronized (self) {
      events.add(new Event(slot, self[0], line));
    }
  }

  /** Since the start. */
  long elapsedMillis() {
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  @Override
  public void close() {
    processes.values().forEach(MemberProcess::kill);
    processes.values().forEach(MemberProcess::close);
  }
}
