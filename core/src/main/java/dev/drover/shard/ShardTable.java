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
import java.util.function.LongSupplier;

/**
 * The coordinator's knowledge of one group: who owns which shard, and who shall. What nodes report
 * goes in, orders for them come out. Pure: no time, no sending.
 *
 * <p>A shard has one owner because an entry is given to another only when the one that had it has
 * said that it has let go, or is gone; and a shard that is being handed over is given to nobody but
 * the two that take part in it, for what one has sent to the other may still arrive.
 */
final class ShardTable {
  private enum Step {
    UNOWNED,
    /** Its owner has been told, and has not said yet that it serves. */
    ASSIGNED,
    OWNED,
    /** From its owner to the target, or to nobody when that is null. */
    MOVING
  }

  private record Key(int shard, String consumer) {}

  private static final class Entry {
    private Step step = Step.UNOWNED;
    private String owner;
    private long epoch;
    private String target;
    private long targetEpoch;

    private void set(Step now, String consumer, long its) {
      step = now;
      owner = consumer;
      epoch = its;
      target = null;
      targetEpoch = 0;
    }

    private void move(String to, long its) {
      step = Step.MOVING;
      target = to;
      targetEpoch = its;
    }

    private long latest() {
      return Math.max(epoch, targetEpoch);
    }

    private String next() {
      return step == Step.UNOWNED ? null : step == Step.MOVING ? target : owner;
    }
  }

  private final int shards;
  private final LongSupplier nextEpoch;
  private final Entry[] entries;
  private final Map<String, Boolean> leaving = new TreeMap<>();
  private final Map<String, Integer> atLeast = new HashMap<>();
  private final Map<String, Map<Key, SlotReport>> reported = new HashMap<>();
  private final Set<Integer> changed = new TreeSet<>();

  /**
   * @param nextEpoch higher with every call, and higher than any that nodes know
   */
  ShardTable(int shards, LongSupplier nextEpoch) {
    this.shards = shards;
    this.nextEpoch = nextEpoch;
    entries = new Entry[shards];
    for (int shard = 0; shard < shards; shard++) {
      entries[shard] = new Entry();
    }
  }

  int shards() {
    return shards;
  }

  /** Takes a node's consumers as they are now; true if there are new ones. */
  boolean consumers(String node, GroupReport report) {
    List.copyOf(leaving.keySet()).stream()
        .filter(id -> ConsumerId.nodeOf(id).equals(node) && !report.consumers().containsKey(id))
        .forEach(this::gone);
    atLeast.put(node, report.atLeast());
    boolean fresh = !leaving.keySet().containsAll(report.consumers().keySet());
    leaving.putAll(report.consumers());
    return fresh;
  }

  /** Takes what a node says of its shards; its {@link #consumers} first. */
  void slots(String node, List<SlotReport> slots) {
    Map<Key, SlotReport> by = new HashMap<>();
    slots.forEach(slot -> by.put(new Key(slot.shard(), slot.consumer()), slot));
    reported.put(node, by);
    slots.forEach(this::claim);
    for (int shard = 0; shard < shards; shard++) {
      Entry entry = entries[shard];
      boolean its = entry.owner != null && ConsumerId.nodeOf(entry.owner).equals(node);
      boolean letGo = entry.step == Step.OWNED || entry.step == Step.MOVING && entry.target == null;
      if (its && letGo && !by.containsKey(new Key(shard, entry.owner))) {
        entry.set(Step.UNOWNED, null, entry.latest());
      }
    }
  }

  private void claim(SlotReport slot) {
    Entry entry = entries[slot.shard()];
    if (slot.isServing()) {
      boolean tie = slot.epoch() == entry.latest() && wins(slot.consumer(), entry.next());
      if (slot.epoch() > entry.latest() || tie) {
        serve(slot, entry);
      }
    } else if (slot.toEpoch() > entry.latest()) {
      // Begun under another coordinator.
      entry.set(Step.OWNED, slot.consumer(), slot.epoch());
      if (slot.to() == null || leaving.containsKey(slot.to())) {
        entry.move(slot.to(), slot.toEpoch());
      } else {
        entry.set(Step.ASSIGNED, slot.consumer(), nextEpoch.getAsLong());
      }
    }
  }

  private static boolean wins(String consumer, String other) {
    return other == null || consumer.compareTo(other) >= 0;
  }

  private void serve(SlotReport slot, Entry entry) {
    boolean active = slot.phase() == Phase.ACTIVE;
    boolean known = entry.step == Step.OWNED && slot.consumer().equals(entry.owner);
    if (active && known && entry.epoch == slot.epoch()) {
      return;
    }
    entry.set(active ? Step.OWNED : Step.ASSIGNED, slot.consumer(), slot.epoch());
    if (active) {
      changed.add(slot.shard());
    }
  }

  /** A node has ended, and its consumers with it. */
  void nodeGone(String node) {
    atLeast.remove(node);
    reported.remove(node);
    List.copyOf(leaving.keySet()).stream()
        .filter(id -> ConsumerId.nodeOf(id).equals(node))
        .forEach(this::gone);
  }

  private void gone(String consumer) {
    leaving.remove(consumer);
    for (Entry entry : entries) {
      boolean moving = entry.step == Step.MOVING;
      if (moving && consumer.equals(entry.target)) {
        entry.set(Step.ASSIGNED, entry.owner, nextEpoch.getAsLong());
      }
      if (consumer.equals(entry.owner)) {
        // Not to any other while the target may still get what was handed over.
        boolean taken = moving && entry.target != null && leaving.containsKey(entry.target);
        entry.set(
            taken ? Step.ASSIGNED : Step.UNOWNED,
            taken ? entry.target : null,
            taken ? nextEpoch.getAsLong() : entry.latest());
      }
    }
  }

  /**
   * Decides who shall own what.
   *
   * @param members of the cluster
   */
  void plan(int members) {
    List<String> staying = leaving.keySet().stream().filter(id -> !leaving.get(id)).toList();
    if (staying.isEmpty() || members < wantedMembers()) {
      for (Entry entry : entries) {
        if (entry.step == Step.OWNED) {
          entry.move(null, nextEpoch.getAsLong());
        }
      }
      return;
    }
    Map<Integer, String> now = new HashMap<>();
    for (int shard = 0; shard < shards; shard++) {
      now.put(shard, entries[shard].next());
    }
    ShardPlan.of(shards, now, staying)
        .forEach(
            (shard, consumer) -> {
              Entry entry = entries[shard];
              if (entry.step == Step.UNOWNED) {
                entry.set(Step.ASSIGNED, consumer, nextEpoch.getAsLong());
              } else if (entry.step == Step.OWNED && !entry.owner.equals(consumer)) {
                entry.move(consumer, nextEpoch.getAsLong());
              }
            });
  }

  private int wantedMembers() {
    return atLeast.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** What a node is to be told, now and until it has done it; null for nothing. */
  JsonObject orders(String node) {
    Map<Key, SlotReport> slots = reported.getOrDefault(node, Map.of());
    JsonArray assign = new JsonArray();
    JsonArray release = new JsonArray();
    for (int shard = 0; shard < shards; shard++) {
      Entry entry = entries[shard];
      if (entry.owner == null || !ConsumerId.nodeOf(entry.owner).equals(node)) {
        continue;
      }
      SlotReport slot = slots.get(new Key(shard, entry.owner));
      if (entry.step == Step.ASSIGNED) {
        assign.add(JsonArray.of(shard, entry.owner, entry.epoch));
      } else if (entry.step == Step.MOVING && slot != null && slot.phase() == Phase.ACTIVE) {
        release.add(JsonArray.of(shard, entry.owner, entry.epoch, entry.target, entry.targetEpoch));
      }
    }
    slots.values().stream()
        .filter(this::isOutdated)
        .forEach(
            slot ->
                release.add(
                    JsonArray.of(slot.shard(), slot.consumer(), slot.epoch(), null, slot.epoch())));
    return assign.isEmpty() && release.isEmpty()
        ? null
        : new JsonObject().put("assign", assign).put("release", release);
  }

  /**
   * Served by one that is not, or no longer, meant to: as it comes to be when a split is healed.
   */
  private boolean isOutdated(SlotReport slot) {
    Entry entry = entries[slot.shard()];
    return slot.isServing()
        && slot.epoch() <= entry.latest()
        && !slot.consumer().equals(entry.owner)
        && !slot.consumer().equals(entry.target);
  }

  /** Whether nobody needs this consumer any more. */
  boolean isFree(String consumer) {
    for (Entry entry : entries) {
      if (consumer.equals(entry.owner) || consumer.equals(entry.target)) {
        return false;
      }
    }
    return true;
  }

  /** Whether there is a consumer that is not leaving, or a shard that is still served. */
  boolean isServed() {
    if (leaving.containsValue(false)) {
      return true;
    }
    for (Entry entry : entries) {
      if (entry.step != Step.UNOWNED) {
        return true;
      }
    }
    return false;
  }

  boolean isEmpty() {
    return leaving.isEmpty();
  }

  /** The nodes to send the messages of these shards to, where that is known. */
  JsonArray routes(Iterable<Integer> some) {
    JsonArray routes = new JsonArray();
    for (int shard : some) {
      Entry entry = entries[shard];
      if (entry.step == Step.OWNED || entry.step == Step.MOVING) {
        routes.add(JsonArray.of(shard, ConsumerId.nodeOf(entry.owner), entry.epoch));
      }
    }
    return routes;
  }

  /** The shards that have begun to be served by another since this was asked. */
  List<Integer> changed() {
    List<Integer> since = new ArrayList<>(changed);
    changed.clear();
    return since;
  }
}
