package dev.drover.shard;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The consumers of one name at this node, and the shards that they own. */
final class LocalGroup {
  private record Key(int shard, String consumer) {}

  private final String name;
  private final int shards;
  private final int atLeast;
  private final Link link;
  private final Slot.Owner owner;
  private final Map<String, LocalConsumer> consumers = new TreeMap<>();
  private final Map<Key, Slot> slots = new HashMap<>();
  private final Map<Integer, Slot> taking = new HashMap<>();
  private final Map<Integer, Long> highest = new HashMap<>();
  private final Map<Integer, ShardCounts> counts = new TreeMap<>();

  LocalGroup(LocalConsumer first, Link link, Slot.Owner owner) {
    name = first.name();
    shards = first.shards();
    atLeast = first.options().minimumMembers();
    this.link = link;
    this.owner = owner;
  }

  String name() {
    return name;
  }

  int shards() {
    return shards;
  }

  Link link() {
    return link;
  }

  Worker worker(String consumer) {
    return consumers.get(consumer).worker();
  }

  ShardCounts counts(int shard) {
    return counts.computeIfAbsent(shard, absent -> new ShardCounts());
  }

  List<ShardStatistics> statistics() {
    List<ShardStatistics> all = new ArrayList<>();
    counts.forEach(
        (shard, its) -> {
          int inFlight =
              slots.values().stream()
                  .filter(slot -> slot.shard() == shard)
                  .mapToInt(Slot::waiting)
                  .sum();
          all.add(its.statistics(name, shard, active(shard) != null, inFlight));
        });
    return all;
  }

  Collection<Slot> slots() {
    return slots.values();
  }

  Collection<LocalConsumer> consumers() {
    return consumers.values();
  }

  void add(LocalConsumer consumer) {
    consumers.put(consumer.id(), consumer);
  }

  /** It owns nothing any more, or whatever it owns is left as it is. */
  void remove(LocalConsumer consumer) {
    consumers.remove(consumer.id());
    List.copyOf(slots.values()).stream()
        .filter(slot -> slot.consumer().equals(consumer.id()))
        .forEach(this::forget);
  }

  boolean isEmpty() {
    return consumers.isEmpty() && slots.isEmpty();
  }

  GroupReport report() {
    Map<String, Boolean> ids = new TreeMap<>();
    consumers.values().forEach(consumer -> ids.put(consumer.id(), consumer.isLeaving()));
    List<SlotReport> reports = slots.values().stream().map(Slot::report).toList();
    return new GroupReport(name, shards, atLeast, ids, reports);
  }

  void obey(JsonObject orders) {
    for (Object one : orders.getJsonArray("assign")) {
      JsonArray order = (JsonArray) one;
      assign(order.getInteger(0), order.getString(1), order.getLong(2));
    }
    for (Object one : orders.getJsonArray("release")) {
      JsonArray order = (JsonArray) one;
      Slot slot = slots.get(new Key(order.getInteger(0), order.getString(1)));
      if (slot != null && slot.epoch() == order.getLong(2)) {
        slot.release(order.getString(3), order.getLong(4));
      }
    }
  }

  private void assign(int shard, String consumer, long epoch) {
    Slot slot = slots.get(new Key(shard, consumer));
    if (slot != null) {
      slot.assign(epoch);
      raise(shard, epoch);
    } else if (raise(shard, epoch)) {
      begin(shard, consumer, epoch, null);
    }
  }

  /** True when the new owner has got the shard, now or before, and the old one may forget it. */
  boolean take(Handover handover) {
    if (!consumers.containsKey(handover.consumer())) {
      return false;
    }
    if (raise(handover.shard(), handover.epoch())) {
      begin(handover.shard(), handover.consumer(), handover.epoch(), handover.state());
    }
    return true;
  }

  private void begin(int shard, String consumer, long epoch, Buffer state) {
    if (!consumers.containsKey(consumer)) {
      return;
    }
    Slot slot = new Slot(this, shard, consumer, epoch, owner);
    slots.put(new Key(shard, consumer), slot);
    slot.begin(state);
    owner.changed();
  }

  /** False for an ownership that has been here before, or has been outdone. */
  private boolean raise(int shard, long epoch) {
    if (epoch <= highest.getOrDefault(shard, 0L)) {
      return false;
    }
    highest.put(shard, epoch);
    return true;
  }

  /** The new owner has it. */
  void taken(int shard, long toEpoch) {
    List.copyOf(slots.values()).stream()
        .filter(slot -> slot.shard() == shard && slot.handover() != null)
        .filter(slot -> slot.handover().epoch() == toEpoch)
        .forEach(this::forget);
  }

  void forget(Slot slot) {
    slots.remove(new Key(slot.shard(), slot.consumer()), slot);
    taking.remove(slot.shard(), slot);
    slot.drop();
    owner.changed();
  }

  /** The one that takes messages of this shard now; null for none. */
  Slot active(int shard) {
    Slot known = taking.get(shard);
    if (known != null && known.phase() == Phase.ACTIVE) {
      return known;
    }
    for (LocalConsumer consumer : consumers.values()) {
      Slot slot = slots.get(new Key(shard, consumer.id()));
      if (slot != null && slot.phase() == Phase.ACTIVE) {
        taking.put(shard, slot);
        return slot;
      }
    }
    return null;
  }

  boolean hasRoom(Slot slot) {
    return slot.waiting() < consumers.get(slot.consumer()).options().maxWaiting();
  }

  List<Integer> owned(LocalConsumer consumer) {
    List<Integer> owned = new ArrayList<>();
    slots.values().stream()
        .filter(slot -> slot.consumer().equals(consumer.id()) && slot.phase() == Phase.ACTIVE)
        .forEach(slot -> owned.add(slot.shard()));
    owned.sort(null);
    return owned;
  }
}
