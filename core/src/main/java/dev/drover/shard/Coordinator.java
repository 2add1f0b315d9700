package dev.drover.shard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The one node that decides who owns what: the oldest that is not leaving. It asks all others for
 * what they have before it decides anything, and with that takes them from whoever decided before.
 */
final class Coordinator {
  /** What a coordinator needs of its node. */
  interface Office {
    /** All nodes, this one included. */
    List<String> members();

    /** Nodes that have ended lately. */
    List<String> gone();

    void tell(String node, JsonObject word);

    void later(long millis, Runnable task);
  }

  /** Consumers that are deployed together come one after the other. */
  private static final long SETTLE_MILLIS = 50;

  private static final int EPOCH_BITS = 24;

  private final Office office;
  private final Map<String, NodeReport> reports = new HashMap<>();
  private final Map<String, ShardTable> tables = new TreeMap<>();
  private long term;
  private long counter;
  private boolean complete;
  private boolean settling;

  Coordinator(Office office, long term) {
    this.office = office;
    this.term = term;
  }

  long term() {
    return term;
  }

  void start() {
    complete = false;
    reports.clear();
    tables.clear();
    office.members().forEach(this::collect);
  }

  void collect(String node) {
    office.tell(node, word(Words.COLLECT, null).put("gone", new JsonArray(office.gone())));
  }

  /** A node obeys a later term than this one's: whoever had that is to be outdone. */
  void refused(long later) {
    if (later >= term) {
      term = later + 1;
      counter = 0;
      start();
    }
  }

  void report(String node, NodeReport report) {
    NodeReport last = reports.get(node);
    if (report.term() != term || last != null && last.version() > report.version()) {
      return;
    }
    reports.put(node, report);
    if (complete) {
      if (enter(node, report)) {
        settle();
      }
      slots(node, report);
      tellRoutes(node, report, last);
      tellChanges();
      if (settling) {
        sendOrders();
      } else {
        decide();
      }
    } else {
      completeIfAllReported();
    }
    heard(node, report);
  }

  private void heard(String node, NodeReport report) {
    JsonArray free = new JsonArray();
    JsonArray mismatched = new JsonArray();
    for (GroupReport group : complete ? report.groups() : List.<GroupReport>of()) {
      ShardTable table = tables.get(group.name());
      if (table != null && table.shards() != group.shards()) {
        mismatched.add(new JsonObject().put("group", group.name()).put("shards", table.shards()));
      } else {
        freed(group).forEach(free::add);
      }
    }
    office.tell(
        node,
        word(Words.HEARD, null)
            .put("version", report.version())
            .put("complete", complete)
            .put("free", free)
            .put("mismatched", mismatched));
  }

  void joined(String node) {
    collect(node);
  }

  void gone(String node) {
    reports.remove(node);
    if (complete) {
      tables.values().forEach(table -> table.nodeGone(node));
      decide();
    } else {
      completeIfAllReported();
    }
  }

  /** A node wants to know where the shards of that name are. */
  void asked(String node, String group) {
    if (complete) {
      ShardTable table = tables.get(group);
      office.tell(
          node, routes(group, table, table == null ? new JsonArray() : table.routes(all(table))));
    }
  }

  /** Says again what has not been done; whether there is anything. */
  boolean nudge() {
    List<String> missing =
        office.members().stream().filter(node -> !reports.containsKey(node)).toList();
    missing.forEach(this::collect);
    return complete ? sendOrders() || !missing.isEmpty() : true;
  }

  private void completeIfAllReported() {
    if (complete || !reports.keySet().containsAll(office.members())) {
      return;
    }
    complete = true;
    reports.forEach(this::enter);
    reports.forEach(this::slots);
    decide();
    tables.values().forEach(ShardTable::changed);
    reports.forEach((node, report) -> tellRoutes(node, report, null));
    reports.forEach(this::heard);
  }

  private boolean enter(String node, NodeReport report) {
    boolean fresh = false;
    for (GroupReport group : report.groups()) {
      ShardTable table =
          tables.computeIfAbsent(
              group.name(), name -> new ShardTable(group.shards(), this::nextEpoch));
      if (table.shards() == group.shards()) {
        fresh |= table.consumers(node, group);
      }
    }
    return fresh;
  }

  private void slots(String node, NodeReport report) {
    for (GroupReport group : report.groups()) {
      ShardTable table = tables.get(group.name());
      if (table.shards() == group.shards()) {
        table.slots(node, group.slots());
      }
    }
  }

  /** The term in which a shard was given away with this epoch. */
  static long termOf(long epoch) {
    return epoch >>> EPOCH_BITS;
  }

  private long nextEpoch() {
    return (term << EPOCH_BITS) + ++counter;
  }

  private void settle() {
    if (!settling) {
      settling = true;
      office.later(
          SETTLE_MILLIS,
          () -> {
            settling = false;
            if (complete) {
              decide();
            }
          });
    }
  }

  private void decide() {
    tables.values().forEach(table -> table.plan(office.members().size()));
    sendOrders();
    tellLeavers();
    tables.values().removeIf(ShardTable::isEmpty);
  }

  /** They have nothing to say any more that would be answered. */
  private void tellLeavers() {
    for (Map.Entry<String, NodeReport> one : List.copyOf(reports.entrySet())) {
      boolean free =
          one.getValue().groups().stream()
              .anyMatch(group -> freed(group).stream().anyMatch(group.consumers()::get));
      if (free) {
        heard(one.getKey(), one.getValue());
      }
    }
  }

  private List<String> freed(GroupReport group) {
    ShardTable table = tables.get(group.name());
    return group.consumers().keySet().stream()
        .filter(consumer -> table == null || table.isFree(consumer))
        .toList();
  }

  private boolean sendOrders() {
    boolean any = false;
    for (Map.Entry<String, ShardTable> table : tables.entrySet()) {
      for (String node : reports.keySet()) {
        JsonObject orders = table.getValue().orders(node);
        if (orders != null) {
          any = true;
          office.tell(node, word(Words.ORDERS, table.getKey()).mergeIn(orders));
        }
      }
    }
    return any;
  }

  private void tellChanges() {
    tables.forEach(
        (name, table) -> {
          List<Integer> changed = table.changed();
          JsonArray routes = table.routes(changed);
          if (!routes.isEmpty()) {
            interested(name).forEach(node -> office.tell(node, routes(name, table, routes)));
          }
        });
  }

  private List<String> interested(String group) {
    List<String> nodes = new ArrayList<>();
    reports.forEach(
        (node, report) -> {
          if (report.interests().contains(group)) {
            nodes.add(node);
          }
        });
    return nodes;
  }

  /** All routes of the names that it has not been interested in before. */
  private void tellRoutes(String node, NodeReport report, NodeReport last) {
    Set<String> fresh = new TreeSet<>(report.interests());
    if (last != null) {
      fresh.removeAll(last.interests());
    }
    fresh.forEach(name -> asked(node, name));
  }

  private JsonObject routes(String group, ShardTable table, JsonArray routes) {
    return word(Words.ROUTES, group)
        .put("shards", table == null ? 0 : table.shards())
        .put("served", table != null && table.isServed())
        .put("routes", routes);
  }

  private static Set<Integer> all(ShardTable table) {
    Set<Integer> all = new TreeSet<>();
    for (int shard = 0; shard < table.shards(); shard++) {
      all.add(shard);
    }
    return all;
  }

  private JsonObject word(String word, String group) {
    JsonObject told = new JsonObject().put(Words.WORD, word).put("term", term);
    return group == null ? told : told.put("group", group);
  }
}
