package dev.drover.health;

import dev.drover.supervisor.ReplicaStats;
import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.SlotState;
import dev.drover.supervisor.SlotStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The metrics of one slot; those of its replica are 0 while it has none. */
final class SlotMeters {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private final MeterRegistry registry;
  private final Tags tags;
  private final Counts counts;
  private final List<Meter> meters = new ArrayList<>();
  private SlotStatus status;

  SlotMeters(SlotId slot, Counts counts, MeterRegistry registry) {
    this.registry = registry;
    this.counts = counts;
    this.tags = Tags.of("service", slot.service(), "slot", String.valueOf(slot.number()));
    registerState();
    registerReplica();
    registerLoops();
    registerCounts(counts.of(slot));
  }

  /** What is shown from now on. */
  void update(SlotStatus now) {
    status = now;
  }

  /** The slot is gone. */
  void remove() {
    meters.forEach(registry::remove);
  }

  private void registerState() {
    for (SlotState state : SlotState.values()) {
      String label = state.name().toLowerCase(Locale.ROOT);
      meters.add(
          Gauge.builder("drover.slot.state", this, own -> own.status.state() == state ? 1 : 0)
              .tags(tags.and("state", label))
              .description("1 for the state that the slot is in, 0 for the others")
              .register(registry));
    }
    gauge(
        "drover.replica.generation",
        null,
        own -> own.status.generation(),
        "Of the replica: 1, and one more with each reload");
  }

  private void registerReplica() {
    gauge(
        "drover.replica.uptime",
        "seconds",
        own -> seconds(own.status.uptime()),
        "Since the replica was started");
    stat(
        "drover.replica.resident.memory",
        "bytes",
        ReplicaStats::rssBytes,
        "Memory that the replica takes (RSS)");
    stat(
        "drover.replica.heap.used",
        "bytes",
        ReplicaStats::heapUsedBytes,
        "Java heap in use, garbage included");
    stat(
        "drover.replica.heap.max",
        "bytes",
        ReplicaStats::heapMaxBytes,
        "What the Java heap may grow to");
  }

  private void registerLoops() {
    stat("drover.replica.event.loops", null, ReplicaStats::eventLoops, "Event loops that run");
    stat(
        "drover.event.loop.lag",
        "seconds",
        stats -> seconds(stats.lag()),
        "From a task's being given to the slowest event loop until it ran, at the last beat");
    stat("drover.connections", null, ReplicaStats::connections, "Connections of clients, open now");
    gauge(
        "drover.event.loop.utilization",
        null,
        own -> own.counts.utilization(own.status.pid()),
        "Part of the last 15 s in which the event loops had work, 0 to 1; scale by this");
  }

  private void registerCounts(SlotCounts slot) {
    counter("drover.requests", null, own -> slot.requests.sum(), "Requests that HTTP servers got");
    counter("drover.replica.cpu", "seconds", own -> slot.cpuNanos.sum() / NANOS, "CPU time used");
    counter(
        "drover.replica.gc",
        "seconds",
        own -> slot.gcMillis.sum() / MILLIS,
        "Time in which garbage collection stopped the application");
    counter(
        "drover.event.loop.busy",
        "seconds",
        own -> slot.busyNanos.sum() / NANOS,
        "Time in which event loops had work, all loops together");
    counter("drover.hangs", null, own -> slot.hangs.sum(), "Replicas that hung");
    for (ExitCause cause : ExitCause.values()) {
      meters.add(
          FunctionCounter.builder("drover.replica.exits", slot, each -> each.exits(cause))
              .tags(tags.and("cause", cause.label()))
              .description("Replicas that have ended, by cause")
              .register(registry));
    }
  }

  private void stat(
      String name, String unit, ToDoubleFunction<ReplicaStats> value, String description) {
    gauge(
        name,
        unit,
        own -> own.status.stats() == null ? 0 : value.applyAsDouble(own.status.stats()),
        description);
  }

  private void gauge(
      String name, String unit, ToDoubleFunction<SlotMeters> value, String description) {
    meters.add(
        Gauge.builder(name, this, value)
            .tags(tags)
            .baseUnit(unit)
            .description(description)
            .strongReference(true)
            .register(registry));
  }

  private void counter(
      String name, String unit, ToDoubleFunction<SlotMeters> value, String description) {
    meters.add(
        FunctionCounter.builder(name, this, value)
            .tags(tags)
            .baseUnit(unit)
            .description(description)
            .register(registry));
  }

  private static double seconds(Duration time) {
    return time.toNanos() / NANOS;
  }
}
