package dev.drover.launcher;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a supervisor has answered to {@code status}, for people. */
record StatusView(JsonObject json) {
  private static final String NONE = "-";

  String name() {
    return json.getString("name");
  }

  long pid() {
    return json.getLong("pid");
  }

  String uptime() {
    return Amounts.age(json.getLong("uptimeMs"));
  }

  List<JsonObject> services() {
    return objects(json.getJsonArray("services"));
  }

  List<JsonObject> slots() {
    return services().stream().flatMap(StatusView::slots).toList();
  }

  private static Stream<JsonObject> slots(JsonObject service) {
    return objects(service.getJsonArray("slots")).stream();
  }

  long ready() {
    return slots().stream().filter(StatusView::isReady).count();
  }

  private static boolean isReady(JsonObject slot) {
    return slot.getString("state").equals("ready");
  }

  long restarts() {
    return slots().stream().mapToLong(slot -> slot.getLong("restarts")).sum();
  }

  String addresses() {
    return orNone(String.join(", ", services().stream().flatMap(StatusView::addresses).toList()));
  }

  private static Stream<String> addresses(JsonObject service) {
    return service.getJsonArray("addresses").stream().map(String::valueOf);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("%s  pid %d, up %s, %s".formatted(name(), pid(), uptime(), json.getString("state")));
    for (JsonObject service : services()) {
      lines.add("");
      lines.add(summary(service));
      lines.addAll(table(service).lines());
    }
    return lines;
  }

  /** Where a service is, and how much of it is ready. */
  static String summary(JsonObject service) {
    return "%s on %s, %d of %d ready"
        .formatted(
            service.getString("name"),
            orNone(String.join(", ", addresses(service).toList())),
            slots(service).filter(StatusView::isReady).count(),
            slots(service).count());
  }

  private static TextTable table(JsonObject service) {
    return table(slots(service).toList());
  }

  /** Of slots of any services. */
  static TextTable table(List<JsonObject> slots) {
    TextTable table =
        new TextTable(
            "SLOT",
            "STATE",
            "PID",
            "UPTIME",
            "RESTARTS",
            "INST",
            "CPU",
            "RSS",
            "HEAP",
            "LAG",
            "CONN",
            "REQ/S",
            "LAST EXIT");
    slots.forEach(slot -> table.row(row(slot)));
    return table;
  }

  private static String[] row(JsonObject slot) {
    return new String[] {
      slot.getString("slot"),
      slot.getString("state"),
      number(slot.getLong("pid")),
      slot.containsKey("uptimeMs") ? Amounts.age(slot.getLong("uptimeMs")) : NONE,
      number(slot.getLong("restarts")),
      number(slot.getLong("instances")),
      slot.containsKey("cpuPercent") ? Amounts.percent(slot.getDouble("cpuPercent")) : NONE,
      slot.containsKey("rssBytes") ? Amounts.bytes(slot.getLong("rssBytes")) : NONE,
      slot.containsKey("heapUsedBytes") ? Amounts.bytes(slot.getLong("heapUsedBytes")) : NONE,
      slot.containsKey("lagMicros") ? Amounts.micros(slot.getLong("lagMicros")) : NONE,
      number(slot.getLong("connections")),
      slot.containsKey("requestsPerSecond")
          ? String.valueOf(Math.round(slot.getDouble("requestsPerSecond")))
          : NONE,
      slot.containsKey("lastExit") ? slot.getJsonObject("lastExit").getString("text") : NONE
    };
  }

  private static String number(Long number) {
    return number == null ? NONE : number.toString();
  }

  private static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }
}
