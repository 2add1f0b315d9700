package dev.drover.health;

import dev.drover.supervisor.SlotId;
import dev.drover.supervisor.SlotStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that is known, in Prometheus' text format. Slots come and go; what counts up counts over all
 * replicas that a slot has had. Confined to the endpoint's thread.
 */
final class HealthMetrics {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final HealthSource source;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<SlotId, SlotMeters> slots = new HashMap<>();
  private final Set<String> services = new HashSet<>();

  HealthMetrics(HealthSource source) {
    this.source = source;
    bindOwnJvm();
    Gauge.builder("drover.live", source, from -> from.live().yes() ? 1 : 0)
        .description("1 while the event loops come round, as GET /live")
        .register(registry);
    Gauge.builder("drover.ready", source, from -> from.ready().yes() ? 1 : 0)
        .description("1 while it takes traffic, as GET /ready")
        .register(registry);
  }

  private void bindOwnJvm() {
    // By Prometheus' rules for names these two are none.
    registry
        .config()
        .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
        .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
  }

  String scrape() {
    List<SlotStatus> now = source.slots();
    Set<SlotId> gone = new HashSet<>(slots.keySet());
    for (SlotStatus slot : now) {
      gone.remove(slot.id());
      slots.computeIfAbsent(slot.id(), this::register).update(slot);
      if (services.add(slot.id().service())) {
        register(slot.id().service());
      }
    }
    gone.forEach(slot -> slots.remove(slot).remove());
    return registry.scrape();
  }

  private SlotMeters register(SlotId slot) {
    return new SlotMeters(slot, source.counts(), registry);
  }

  private void register(String service) {
    String description = "Reloads that have come to their end";
    FunctionCounter.builder("drover.reloads", source.counts(), counts -> counts.reloads(service))
        .tags(Tags.of("service", service, "result", "succeeded"))
        .description(description)
        .register(registry);
    FunctionCounter.builder("drover.reloads", source.counts(), counts -> counts.rollbacks(service))
        .tags(Tags.of("service", service, "result", "rolled_back"))
        .description(description)
        .register(registry);
  }
}
