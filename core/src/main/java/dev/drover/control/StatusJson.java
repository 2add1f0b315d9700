package dev.drover.control;

import dev.drover.config.Addresses;
import dev.drover.supervisor.ReplicaExit;
import dev.drover.supervisor.ServiceStatus;
import dev.drover.supervisor.SlotStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the protocol says of services, slots and their replicas. */
final class StatusJson {

  private StatusJson() {}

  static JsonObject service(ServiceStatus service, Map<Long, ProcessUsage.Reading> usage) {
    JsonArray slots = new JsonArray();
    service.slots().forEach(slot -> slots.add(slot(slot, usage.get(slot.pid()))));
    List<String> addresses = service.addresses().stream().map(Addresses::format).toList();
    return new JsonObject()
        .put("name", service.name())
        .put("cluster", service.clusterName())
        .put("addresses", new JsonArray(addresses))
        .put("slots", slots);
  }

  /**
   * @param usage null where it is not known
   */
  private static JsonObject slot(SlotStatus slot, ProcessUsage.Reading usage) {
    JsonObject json = brief(slot);
    if (usage != null) {
      json.put("cpuPercent", usage.cpuPercent()).put("rssBytes", usage.rssBytes());
    }
    return json;
  }

  static JsonObject brief(SlotStatus slot) {
    JsonObject json =
        new JsonObject()
            .put("slot", slot.id().toString())
            .put("state", slot.state().name().toLowerCase(Locale.ROOT))
            .put("restarts", slot.restarts());
    if (slot.pid() >= 0) {
      json.put("pid", slot.pid()).put("uptimeMs", slot.uptime().toMillis());
    }
    if (slot.lastExit() != null) {
      json.put("lastExit", exit(slot.lastExit()));
    }
    return json;
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
