package dev.drover.shard;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The consumers of one node by their names, each from its entry until the coordinator says that
 * nobody needs it any more. On the node's thread.
 */
final class LocalConsumers {
  private final String self;
  private final Link link;
  private final ShardNode node;
  private final Map<String, LocalGroup> groups = new TreeMap<>();
  private long lastConsumer;
  private Promise<Void> leaving;

  LocalConsumers(String self, Link link, ShardNode node) {
    this.self = self;
    this.link = link;
    this.node = node;
  }

  void enter(LocalConsumer consumer) {
    node.peers().wake();
    LocalGroup group =
        groups.computeIfAbsent(consumer.name(), name -> new LocalGroup(consumer, link, node));
    if (group.shards() != consumer.shards()) {
      consumer.fail(mismatch(group.name(), consumer.shards(), group.shards()));
      return;
    }
    consumer.enter(ConsumerId.of(self, ++lastConsumer), node.peers().nextVersion());
    group.add(consumer);
    if (leaving != null) {
      consumer.leave(node.peers().nextVersion());
    }
    node.changed();
  }

  private static IllegalArgumentException mismatch(String name, int wanted, int others) {
    return new IllegalArgumentException(
        "%s cannot have %d shards here: its other consumers say %d"
            .formatted(name, wanted, others));
  }

  /** Hands over what the consumer owns, if there is anybody else. */
  void leave(LocalConsumer consumer) {
    if (consumer.leave(node.peers().nextVersion())) {
      node.changed();
    }
  }

  /** Does not wait for anything any more. */
  void remove(LocalConsumer consumer) {
    LocalGroup group = groups.get(consumer.name());
    consumer.known().tryFail("it has been unregistered");
    if (group != null && consumer.id() != null) {
      group.remove(consumer);
      if (group.isEmpty()) {
        groups.remove(group.name());
      }
      node.changed();
    }
    consumer.left().tryComplete();
    completeLeaving();
  }

  /** This node ends soon: hands over all that its consumers own. */
  Future<Void> leave() {
    if (leaving == null) {
      leaving = Promise.promise();
      all().forEach(consumer -> consumer.leave(node.peers().nextVersion()));
      node.peers().leave();
      node.changed();
      completeLeaving();
    }
    return leaving.future();
  }

  private void completeLeaving() {
    if (areHandingOver() && all().isEmpty()) {
      node.left();
      leaving.tryComplete();
    }
  }

  /** Whether this node ends soon, and some of them are still needed. */
  boolean areHandingOver() {
    return leaving != null && !leaving.future().isComplete();
  }

  boolean isAnyLeaving() {
    return all().stream().anyMatch(LocalConsumer::isLeaving);
  }

  Collection<LocalGroup> groups() {
    return groups.values();
  }

  /** Null where this node has no consumer of that name. */
  LocalGroup group(String name) {
    return groups.get(name);
  }

  List<LocalConsumer> all() {
    List<LocalConsumer> all = new ArrayList<>();
    groups.values().forEach(group -> all.addAll(group.consumers()));
    return all;
  }

  /** The coordinator has read a report. */
  void heard(JsonObject word) {
    JsonArray mismatched = word.getJsonArray("mismatched");
    for (int i = 0; i < mismatched.size(); i++) {
      mismatched(mismatched.getJsonObject(i));
    }
    Set<Object> free = new HashSet<>();
    word.getJsonArray("free").forEach(free::add);
    for (LocalConsumer consumer : all()) {
      if (word.getBoolean("complete")) {
        consumer.heard(word.getLong("version"));
      }
      if (consumer.mayGo(word.getLong("version")) && free.contains(consumer.id())) {
        remove(consumer);
      }
    }
  }

  private void mismatched(JsonObject one) {
    String name = one.getString("group");
    for (LocalConsumer consumer : all()) {
      if (consumer.name().equals(name)) {
        consumer.fail(mismatch(name, consumer.shards(), one.getInteger("shards")));
        remove(consumer);
      }
    }
  }
}
