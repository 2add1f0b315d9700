package dev.drover.shard;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One member of the cluster, as far as shards go: it sends, it owns, and perhaps it coordinates.
 * All of it happens on one thread; what others say comes in by {@link Peers}.
 */
final class ShardNode implements Slot.Owner {
  /** How long after something was said it is said again if it has had no effect. */
  private static final long NUDGE_MILLIS = 250;

  private final String self;
  private final Link link;
  private final Map<String, LocalGroup> groups = new TreeMap<>();
  private final Inbox inbox = new Inbox();
  private final Outgoing outgoing;
  private final Peers peers;
  private long lastConsumer;
  private boolean nudging;
  private boolean telling;
  private Promise<Void> leaving;

  ShardNode(String self, Link link) {
    this.self = self;
    this.link = link;
    peers = new Peers(self, link, this);
    outgoing = new Outgoing(link, this);
  }

  Peers peers() {
    return peers;
  }

  Outgoing outgoing() {
    return outgoing;
  }

  // Consumers.

  void enter(LocalConsumer consumer) {
    peers.wake();
    LocalGroup group =
        groups.computeIfAbsent(consumer.name(), name -> new LocalGroup(consumer, link, this));
    if (group.shards() != consumer.shards()) {
      consumer.fail(mismatch(group.name(), consumer.shards(), group.shards()));
      return;
    }
    consumer.enter(ConsumerId.of(self, ++lastConsumer), peers.nextVersion());
    group.add(consumer);
    if (leaving != null) {
      consumer.leave(peers.nextVersion());
    }
    changed();
  }

  private static IllegalArgumentException mismatch(String name, int wanted, int others) {
    return new IllegalArgumentException(
        "%s cannot have %d shards here: its other consumers say %d"
            .formatted(name, wanted, others));
  }

  /** Hands over what the consumer owns, if there is anybody else. */
  void leave(LocalConsumer consumer) {
    if (consumer.leave(peers.nextVersion())) {
      changed();
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
      changed();
    }
    consumer.left().tryComplete();
    completeLeaving();
  }

  /** This node ends soon: hands over all that its consumers own. */
  Future<Void> leave() {
    if (leaving == null) {
      leaving = Promise.promise();
      consumers().forEach(consumer -> consumer.leave(peers.nextVersion()));
      peers.leave();
      changed();
      completeLeaving();
    }
    return leaving.future();
  }

  private void completeLeaving() {
    if (leaving != null
        && !leaving.future().isComplete()
        && groups.values().stream().allMatch(group -> group.consumers().isEmpty())) {
      inbox.tell(link::tell);
      peers.left();
      leaving.tryComplete();
    }
  }

  Collection<LocalGroup> groups() {
    return groups.values();
  }

  LocalGroup group(String name) {
    return groups.get(name);
  }

  // Messages.

  void parcel(String sender, Parcel parcel) {
    if (peers.isGone(sender)) {
      return;
    }
    LocalGroup group = groups.get(parcel.group());
    Slot slot = group == null ? null : group.active(parcel.shard());
    boolean room = slot != null && group.hasRoom(slot);
    if (inbox.takes(sender, parcel, slot != null, room)) {
      slot.take(sender, parcel);
    }
    tellSoon();
  }

  @Override
  public void answer(String sender, Answer answer) {
    if (answer.request() != 0) {
      try {
        link.answer(sender, answer);
      } catch (IllegalArgumentException noCodec) {
        link.answer(
            sender,
            new Answer(
                answer.request(),
                null,
                new ReplyException(ReplyFailure.RECIPIENT_FAILURE, -1, noCodec.getMessage())));
      }
    }
  }

  // What slots say.

  @Override
  public void changed() {
    peers.report();
    nudgeLater();
  }

  @Override
  public void closed(Slot slot) {
    inbox.close(groupOf(slot).name(), slot.shard());
    tellSoon();
  }

  @Override
  public void hasRoom(Slot slot) {
    inbox.resume(slot.group(), slot.shard());
    tellSoon();
  }

  @Override
  public void released(Slot slot) {
    Handover handover = slot.handover();
    if (handover == null) {
      groupOf(slot).forget(slot);
    } else {
      link.handOver(ConsumerId.nodeOf(handover.consumer()), handover);
      nudgeLater();
    }
  }

  private LocalGroup groupOf(Slot slot) {
    return groups.get(slot.group());
  }

  private void tellSoon() {
    if (!telling && inbox.isUntold()) {
      telling = true;
      link.later(
          0,
          () -> {
            telling = false;
            inbox.tell(link::tell);
          });
    }
  }

  // What others say.

  void handedOver(String from, Handover handover) {
    LocalGroup group = groups.get(handover.group());
    if (group != null
        && peers.mayHandOver(from, handover.epoch())
        && group.take(handover)
        && peers.isKnown(handover.epoch())) {
      link.tell(
          from,
          new JsonObject()
              .put(Words.WORD, Words.TAKEN)
              .put("group", handover.group())
              .put("shard", handover.shard())
              .put("epoch", handover.epoch()));
    }
  }

  void taken(JsonObject word) {
    LocalGroup group = groups.get(word.getString("group"));
    if (group != null) {
      group.taken(word.getInteger("shard"), word.getLong("epoch"));
    }
  }

  void obey(JsonObject orders) {
    LocalGroup group = groups.get(orders.getString("group"));
    if (group != null) {
      group.obey(orders);
    }
  }

  /** The coordinator has read a report. */
  void heard(JsonObject word) {
    for (int i = 0; i < word.getJsonArray("mismatched").size(); i++) {
      mismatched(word.getJsonArray("mismatched").getJsonObject(i));
    }
    Set<Object> free = new HashSet<>();
    word.getJsonArray("free").forEach(free::add);
    for (LocalConsumer consumer : consumers()) {
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
    for (LocalConsumer consumer : consumers()) {
      if (consumer.name().equals(name)) {
        consumer.fail(mismatch(name, consumer.shards(), one.getInteger("shards")));
        remove(consumer);
      }
    }
  }

  List<LocalConsumer> consumers() {
    List<LocalConsumer> all = new ArrayList<>();
    groups.values().forEach(group -> all.addAll(group.consumers()));
    return all;
  }

  boolean isAnyLeaving() {
    return consumers().stream().anyMatch(LocalConsumer::isLeaving);
  }

  /** That node has ended: what it had of this one's is lost. */
  void gone(String node) {
    inbox.gone(node);
    outgoing.gone(node);
    nudgeLater();
  }

  NodeReport report(long term, long version) {
    return new NodeReport(
        term,
        version,
        groups.values().stream().map(LocalGroup::report).toList(),
        outgoing.interests());
  }

  // What has to be said again.

  void nudgeLater() {
    if (!nudging) {
      nudging = true;
      link.later(
          NUDGE_MILLIS,
          () -> {
            nudging = false;
            nudge();
          });
    }
  }

  private void nudge() {
    boolean any = peers.nudge() | outgoing.nudge();
    for (LocalGroup group : groups.values()) {
      for (Slot slot : List.copyOf(group.slots())) {
        if (slot.handover() != null) {
          any = true;
          released(slot);
        }
      }
    }
    if (any || leaving != null && !leaving.future().isComplete()) {
      nudgeLater();
    }
  }
}
