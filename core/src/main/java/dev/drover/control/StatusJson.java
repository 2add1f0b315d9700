package dev.drover.control;

import dev.drover.config.Addresses;
import dev.drover.replica.ThreadStack;
import dev.drover.supervisor.Hang;
import dev.drover.supervisor.ReplicaExit;
import dev.drover.supervisor.ReplicaStats;
import dev.drover.supervisor.ServiceStatus;
import dev.drover.supervisor.SlotStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What the protocol says of services, slots and their replicas. */
final class StatusJson {

  private StatusJson() {}

  static JsonObject service(ServiceStatus service) {
    JsonArray slots = new JsonArray();
    service.slots().forEach(slot -> slots.add(slot(slot)));
    List<String> addresses = service.addresses().stream().map(Addresses::format).toList();
    return new JsonObject()
        .put("name", service.name())
        .put("cluster", service.clusterName())
        .put("addresses", new JsonArray(addresses))
        .put("slots", slots);
  }

  private static JsonObject slot(SlotStatus slot) {
    JsonObject json = brief(slot);
    return slot.stats() == null ? json : json.mergeIn(stats(slot.stats()));
  }

  private static JsonObject stats(ReplicaStats stats) {
    JsonObject json = new JsonObject();
    if (stats.cpuPercent() >= 0) {
      json.put("cpuPercent", rounded(stats.cpuPercent()));
    }
    if (stats.rssBytes() >= 0) {
      json.put("rssBytes", stats.rssBytes());
    }
    return json.put("heapUsedBytes", stats.heapUsedBytes())
        .put("heapMaxBytes", stats.heapMaxBytes())
        .put("gcPercent", rounded(stats.gcPercent()))
        .put("eventLoops", stats.eventLoops())
        .put("lagMicros", TimeUnit.NANOSECONDS.toMicros(stats.lag().toNanos()))
        .put("connections", stats.connections())
        .put("requests", stats.requests())
        .put("requestsPerSecond", rounded(stats.requestsPerSecond()));
  }

  private static double rounded(double value) {
    return Math.round(10 * value) / 10.0;
  }

  static JsonObject brief(SlotStatus slot) {
    JsonObject json =
        new JsonObject()
            .put("slot", slot.id().toString())
            .put("state", slot.state().name().toLowerCase(Locale.ROOT))
            .put("restarts", slot.restarts())
            .put("generation", slot.generation());
    if (slot.pid() >= 0) {
      json.put("pid", slot.pid()).put("uptimeMs", slot.uptime().toMillis());
    }
    if (slot.instances() > 0) {
      json.put("instances", slot.instances());
    }
    if (slot.lastExit() != null) {
      json.put("lastExit", exit(slot.lastExit()));
    }
    return json;
  }

  static JsonObject hang(Hang hang) {
    JsonArray stacks = new JsonArray();
    hang.stacks().forEach(stack -> stacks.add(stack(stack)));
    JsonObject json = new JsonObject().put("what", hang.what()).put("stacks", stacks);
    return hang.file() == null ? json : json.put("file", hang.file().toString());
  }

  private static JsonObject stack(ThreadStack stack) {
    return new JsonObject()
        .put("thread", stack.thread())
        .put("state", stack.state())
        .put("frames", new JsonArray(stack.frames()));
  }

  static JsonObject exit(ReplicaExit exit) {
    JsonObject json = new JsonObject().put("text", exit.toString());
    if (exit.status() != null && exit.status().signal() != null) {
      json.put("signal", exit.status().signal().name());
    } else if (exit.status() != null) {
      json.put("code", exit.status().code());
    }
    return exit.reason() == null ? json : json.put("reason", exit.reason());
  }
}
